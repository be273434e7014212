"""The rules of XES (IEEE 1849) and OCEL 2.0, in our own words, to hold exports against."""

from __future__ import annotations

from typing import Any

_KINDS = {
    "string": "xs:string",
    "date": "xs:dateTime",
    "int": "xs:long",
    "float": "xs:double",
    "boolean": "xs:boolean",
    "id": "xs:string",
}
_PLAIN = "".join(
    f"""<xs:element name="{kind}"><xs:complexType><xs:group ref="x:attributes" minOccurs="0" maxOccurs="unbounded"/>
    <xs:attribute name="key" type="xs:Name" use="required"/><xs:attribute name="value" type="{type_}" use="required"/>
    </xs:complexType></xs:element>"""
    for kind, type_ in _KINDS.items()
)

XES_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:x="http://www.xes-standard.org/"
    targetNamespace="http://www.xes-standard.org/" elementFormDefault="qualified">
  {_PLAIN}
  <xs:group name="attributes"><xs:choice>
    {"".join(f'<xs:element ref="x:{kind}"/>' for kind in _KINDS)}
  </xs:choice></xs:group>
  <xs:element name="log"><xs:complexType><xs:sequence>
    <xs:element name="extension" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="name" type="xs:NCName" use="required"/>
      <xs:attribute name="prefix" type="xs:NCName" use="required"/>
      <xs:attribute name="uri" type="xs:anyURI" use="required"/>
    </xs:complexType></xs:element>
    <xs:element name="global" minOccurs="0" maxOccurs="2"><xs:complexType>
      <xs:group ref="x:attributes" minOccurs="0" maxOccurs="unbounded"/>
      <xs:attribute name="scope" use="required"><xs:simpleType><xs:restriction base="xs:NCName">
        <xs:enumeration value="trace"/><xs:enumeration value="event"/>
      </xs:restriction></xs:simpleType></xs:attribute>
    </xs:complexType></xs:element>
    <xs:element name="classifier" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="name" type="xs:string" use="required"/>
      <xs:attribute name="scope" type="xs:NCName"/>
      <xs:attribute name="keys" type="xs:token" use="required"/>
    </xs:complexType></xs:element>
    <xs:group ref="x:attributes" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="trace" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:group ref="x:attributes" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="event" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
        <xs:group ref="x:attributes" minOccurs="0" maxOccurs="unbounded"/>
      </xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence>
    <xs:attribute name="xes.version" type="xs:decimal" use="required"/>
    <xs:attribute name="xes.features" type="xs:token" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>"""

_ID = {"type": "string", "minLength": 1}


def _listed(required: dict[str, Any]) -> dict[str, Any]:
    one = {"type": "object", "properties": required, "required": list(required), "additionalProperties": False}
    return {"type": "array", "items": one}


_TYPE = {"enum": ["string", "time", "integer", "float", "boolean"]}
_VALUE = {"type": ["string", "number", "boolean"]}
_TYPES = _listed({"name": _ID, "attributes": _listed({"name": _ID, "type": _TYPE})})
_RELATIONS = _listed({"objectId": _ID, "qualifier": {"type": "string"}})
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}

OCEL_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["objectTypes", "eventTypes", "objects", "events"],
    "additionalProperties": False,
    "properties": {
        "objectTypes": _TYPES,
        "eventTypes": _TYPES,
        "objects": _listed(
            {
                "id": _ID,
                "type": _ID,
                "attributes": _listed({"name": _ID, "time": _MOMENT, "value": _VALUE}),
                "relationships": _RELATIONS,
            }
        ),
        "events": _listed(
            {
                "id": _ID,
                "type": _ID,
                "time": _MOMENT,
                "attributes": _listed({"name": _ID, "value": _VALUE}),
                "relationships": _RELATIONS,
            }
        ),
    },
}
