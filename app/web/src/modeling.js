// The editor: bpmn-js with the properties panel, our templates, our words, and without what only Java could use.
import BpmnModeler from 'bpmn-js/lib/Modeler';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import behaviours from 'camunda-bpmn-js-behaviors/lib/camunda-platform';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from 'bpmn-js-properties-panel';
import { ElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import TemplateChooser from '@bpmn-io/element-template-chooser';
import translating from './translating.js';
import { keyboardPalette } from './palette.js';
import { say } from './words.js';

const JAVA_ONLY = [
  'CamundaPlatform__ExecutionListener', 'CamundaPlatform__TaskListener', 'CamundaPlatform__FieldInjection', 'CamundaPlatform__AsynchronousContinuations',
  'CamundaPlatform__JobExecution', 'CamundaPlatform__HistoryCleanup', 'CamundaPlatform__Tasklist', 'CamundaPlatform__ConnectorInput', 'CamundaPlatform__ConnectorOutput',
  'CamundaPlatform__Input', 'CamundaPlatform__Output', 'CamundaPlatform__ExternalTask', 'CamundaPlatform__Errors',
];

const OPEN = ['general', 'ElementTemplates__CustomProperties', 'timer', 'condition', 'multiInstance'];

class WithoutJava {
  static $inject = ['propertiesPanel'];

  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(200, this);
  }

  getGroups() {
    return (groups) => groups.filter((group) => group && !JAVA_ONLY.includes(group.id));
  }
}

export function createModeler(canvas, panel) {
  const modeler = new BpmnModeler({
    container: canvas,
    propertiesPanel: { parent: panel, layout: { groups: Object.fromEntries(OPEN.map((id) => [id, { open: true }])) } },
    moddleExtensions: { camunda },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule, ElementTemplatesPropertiesProviderModule,
      TemplateChooser, behaviours, translating, { __init__: ['withoutJava'], withoutJava: ['type', WithoutJava] },
    ],
  });
  keyboardPalette(modeler, canvas);
  return modeler;
}

/** A diagram with one start in the middle, marked as made for this vocabulary. */
export function emptyDiagram() {
  const id = `item_${Math.random().toString(36).slice(2, 8)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_${id}" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">
  <bpmn:process id="${id}" isExecutable="true" camunda:modelerTemplate="lianban.process"><bpmn:startEvent id="start" name="${say('提出申请', 'application')}" /></bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_${id}"><bpmndi:BPMNPlane id="Plane_${id}" bpmnElement="${id}"><bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="180" y="200" width="36" height="36" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>`;
}
