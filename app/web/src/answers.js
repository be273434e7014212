// What somebody has filled in, as the API takes it: names with full stops are paths into the body.
import { written } from './moments.js';

export function answers(form) {
  const given = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || (field.type === 'radio' && !field.checked)) continue;
    const value = valueOf(field);
    if (value === undefined) continue;
    if (['material', 'wanted', 'gap', 'defect', 'code'].includes(field.dataset.kind)) { (given[field.name] ??= []).push(value); continue; }
    const path = field.name.split('.');
    const last = path.pop();
    path.reduce((place, part) => (place[part] ??= {}), given)[last] = value;
  }
  return given;
}

function valueOf(field) {
  const { kind } = field.dataset;
  if (kind === 'boolean') return field.checked;
  if (kind === 'wanted') return field.checked ? { code: field.value, reason: field.form.querySelector(`[data-reason-of="${CSS.escape(field.value)}"]`).value } : undefined;
  if (kind === 'code') return field.checked ? field.value : undefined;
  if (kind === 'gap') return field.checked ? { code: field.value, note: noteOf(field, field.value) } : undefined;
  if (kind === 'defect') return field.value ? { code: field.dataset.code, verdict: field.value, note: noteOf(field, field.dataset.code) } : undefined;
  if (kind === 'material') return field.checked ? { code: field.value, name: field.dataset.name } : undefined;
  if (field.value === '') return undefined;
  if (kind === 'moment') return written(field.value);
  return kind === 'number' ? Number(field.value) : field.value;
}

function noteOf(field, code) {
  return field.closest('.wanted').querySelector(`[data-note-of="${CSS.escape(code)}"]`).value;
}
