// What differs between two diagrams, down to properties that no picture shows.
import { diff } from 'bpmn-js-differ';

const HIDDEN = new Set(['id', 'incoming', 'outgoing', 'flowElements', 'di', 'artifacts', 'laneSets', 'lanes', 'flowNodeRef']);

/** Everything said of an element, as lines `place → text`. */
export function flat(element, prefix = '', lines = {}) {
  if (!element?.$descriptor) return lines;
  if (element.$type === 'camunda:Property') {
    lines[`${prefix}${element.name}`] = String(element.value ?? '');
    return lines;
  }
  const holder = ['bpmn:ExtensionElements', 'camunda:Properties'].includes(element.$type);
  for (const { ns, name } of element.$descriptor.properties) {
    const value = element.get(name);
    const short = ns?.localName ?? name;
    if (HIDDEN.has(short) || value === undefined || value === null || value === '' || typeof value === 'function') continue;
    const step = holder ? prefix : `${prefix}${short}`;
    for (const [place, one] of (Array.isArray(value) ? value : [value]).entries()) {
      const inner = Array.isArray(value) && value.length > 1 && !holder ? `${step}[${place + 1}]` : step;
      if (one?.$type) {
        if (one.id && isReference(element, name)) lines[inner] = one.id;
        else flat(one, holder ? prefix : short === 'extensionElements' || short === 'values' ? prefix : `${inner}.`, lines);
      } else lines[inner] = String(one);
    }
  }
  for (const [name, value] of Object.entries(element.$attrs ?? {})) lines[prefix + name] = String(value);
  return lines;
}

const isReference = (element, name) => element.$descriptor.propertiesByName[name]?.isReference;

function everything(definitions) {
  const found = new Map();
  const walk = (one) => {
    if (!one?.id || found.has(one.id)) return;
    found.set(one.id, one);
    for (const inner of [...(one.flowElements ?? []), ...(one.rootElements ?? []), ...(one.artifacts ?? [])]) walk(inner);
  };
  for (const root of definitions.rootElements ?? []) walk(root);
  return found;
}

export function differences(before, after) {
  const [old, next] = [everything(before), everything(after)];
  const found = [];
  const name = (one) => one.name || one.id;
  for (const [id, one] of old) if (!next.has(id)) found.push({ kind: 'removed', id, name: name(one), details: [] });
  for (const [id, one] of next) {
    const was = old.get(id);
    if (!was) { found.push({ kind: 'added', id, name: name(one), details: said(flat(one)) }); continue; }
    const details = changed(flat(was), flat(one));
    if (was.$type !== one.$type) details.unshift({ name: 'type', before: was.$type.slice(5), after: one.$type.slice(5) });
    if (details.length) found.push({ kind: 'changed', id, name: name(one), details });
  }
  const known = new Set(found.map((one) => one.id));
  for (const [id, one] of Object.entries(diff(before, after)._layoutChanged)) {
    if (!known.has(id)) found.push({ kind: 'moved', id, name: name(one), details: [] });
  }
  const order = ['removed', 'added', 'changed', 'moved'];
  return found.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

const said = (lines) => Object.entries(lines).filter(([name]) => !['name', 'sourceRef', 'targetRef'].includes(name)).map(([name, after]) => ({ name, after }));

function changed(old, next) {
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter((name) => old[name] !== next[name]).map((name) => ({ name, before: old[name], after: next[name] }));
}
