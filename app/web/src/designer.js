// The designer's page, put together.
import { getJson, getText, notify } from './api.js';
import { Checker } from './checking.js';
import { Drafts } from './drafts.js';
import { Findings } from './findings.js';
import { createModeler, emptyDiagram } from './modeling.js';
import { Player } from './player.js';
import { publishDialog } from './publishing.js';
import { stencilPanel } from './stencils.js';
import { stepList } from './steps.js';
import { untranslated } from './translating.js';
import { fitReadably } from './viewing.js';
import { say } from './words.js';

const PALETTE = 116; // its width on the canvas, in pixels
const $ = (id) => document.getElementById(id);
const page = $('designer');
const { key, version } = page.dataset;

async function start() {
  const modeler = createModeler($('canvas'), $('panel'));
  const templates = await getJson('/api/v1/element-templates.json');
  const loader = modeler.get('elementTemplatesLoader');
  modeler.on('elementTemplates.errors', ({ errors }) => notify(errors.map((one) => one.message).join('; '), true));
  const drafts = new Drafts(key, version, $('saved'));
  await open(modeler, key ? await getText(`/api/v1/definitions/${encodeURIComponent(key)}/versions/${version}/xml`) : emptyDiagram());
  loader.setTemplates(templates);

  const steps = stepList(modeler, $('steps'), { target: $('connect-to'), connect: $('connect'), remove: $('remove') });
  stencilPanel(modeler, $('stencils'), $('add-hint'));
  const player = new Player(modeler, $('player'));
  const findings = new Findings(modeler, $('findings'), { select: steps.select, player });
  const checker = new Checker(modeler, findings, $('verdict'));
  const save = async () => (await modeler.saveXML({ format: true })).xml;
  const replace = async (xml) => { await open(modeler, xml); drafts.changed(save); checker.soon(); title(modeler); };
  modeler.on('commandStack.changed', () => { drafts.changed(save); checker.soon(); history(modeler); title(modeler); });
  toolbar(modeler, save, replace, publishDialog($('publish-dialog'), { modeler, findings, drafts }));
  drafts.offer(replace);
  history(modeler);
  window.lianban = { modeler, checker, findings, drafts, untranslated, replace };
  await checker.now();
  selectFirst(modeler);
  page.dataset.ready = 'yes';
}

async function open(modeler, xml) {
  const { warnings } = await modeler.importXML(await laidOut(xml));
  if (warnings.length) notify(say(`打开时有 ${warnings.length} 处提醒:${warnings[0].message}`, `opened with ${warnings.length} warnings: ${warnings[0].message}`), true);
  fitReadably(modeler, 0.6, PALETTE);
}

/** Drawn by hand or by another tool without a picture: then a picture is made. */
async function laidOut(xml) {
  if (/BPMNShape/.test(xml)) return xml;
  const { layoutProcess } = await import('bpmn-auto-layout');
  return layoutProcess(xml);
}

function selectFirst(modeler) {
  const first = modeler.get('elementRegistry').find((one) => one.type === 'bpmn:StartEvent');
  if (first && !key) modeler.get('selection').select(first);
}

function title(modeler) {
  const root = modeler.get('canvas').getRootElement().businessObject;
  $('title').textContent = root.name || root.processRef?.name || (key ? root.id : say('新建流程', 'New diagram'));
}

function history(modeler) {
  const stack = modeler.get('commandStack');
  $('undo').disabled = !stack.canUndo();
  $('redo').disabled = !stack.canRedo();
}

function toolbar(modeler, save, replace, publish) {
  $('undo').addEventListener('click', () => modeler.get('commandStack').undo());
  $('redo').addEventListener('click', () => modeler.get('commandStack').redo());
  $('fit').addEventListener('click', () => modeler.get('canvas').zoom('fit-viewport', 'auto'));
  $('publish').addEventListener('click', publish);
  $('import').addEventListener('click', () => $('file').click());
  $('file').addEventListener('change', async ({ target }) => { if (target.files[0]) await take(await target.files[0].text()); target.value = ''; });
  $('export').addEventListener('click', async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([await save()], { type: 'application/xml' }));
    link.download = `${modeler.get('canvas').getRootElement().businessObject.id || 'diagram'}.bpmn`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  const take = async (xml) => { try { await replace(xml); } catch (error) { notify(say(`无法打开:${error.message}`, `cannot be opened: ${error.message}`), true); } };
  const canvas = document.querySelector('.middle-pane');
  canvas.addEventListener('dragover', (event) => { event.preventDefault(); canvas.classList.add('dropping'); });
  canvas.addEventListener('dragleave', () => canvas.classList.remove('dropping'));
  canvas.addEventListener('drop', async (event) => {
    event.preventDefault();
    canvas.classList.remove('dropping');
    if (event.dataTransfer.files[0]) await take(await event.dataTransfer.files[0].text());
  });
}

start().catch((problem) => { console.error(problem); notify(problem.message, true); });
