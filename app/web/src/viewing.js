// A diagram to look at: opened from the server, fitted, zoomed, scrolled to an element.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import { getText } from './api.js';

export async function open(container, address) {
  const viewer = new NavigatedViewer({ container, moddleExtensions: { camunda } });
  await viewer.importXML(await getText(address));
  fit(viewer);
  return viewer;
}

export function fit(viewer) {
  viewer.get('canvas').zoom('fit-viewport', 'auto');
}

/** At most life-size, and never so small that nothing can be read: then the beginning is shown. */
export function fitReadably(viewer, least = 0.5, left = 16) {
  const canvas = viewer.get('canvas');
  fit(viewer);
  if (canvas.zoom() >= least) return;
  const { inner, outer } = canvas.viewbox();
  const width = outer.width / least;
  const height = outer.height / least;
  canvas.viewbox({ x: inner.x - left / least, y: inner.y + inner.height / 2 - height / 2, width, height });
}

export function zooming(viewer) {
  for (const button of document.querySelectorAll('[data-zoom]')) {
    button.addEventListener('click', () => {
      const how = button.dataset.zoom;
      if (how === 'fit') fit(viewer);
      else viewer.get('zoomScroll').stepZoom(how === 'in' ? 1 : -1);
    });
  }
}

export function show(viewer, id, scope = []) {
  const registry = viewer.get('elementRegistry');
  const found = [id, ...[...scope].reverse()].map((one) => registry.get(one)).find(Boolean);
  if (!found) return;
  viewer.get('canvas').scrollToElement(found, 60);
  viewer.get('selection')?.select(found);
}
