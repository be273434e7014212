// Who has left a terminal has left nothing on it: after a while without a touch it begins anew.
const WAITS = 60_000;
const TELLS = 15_000;

/** Call `leave` when nothing was touched for a minute, and `tell` each second with how many are left at its end. */
export function watch(leave, tell) {
  let until = Date.now() + WAITS;
  const touched = () => { until = Date.now() + WAITS; tell(0); };
  for (const kind of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove']) document.addEventListener(kind, touched, { capture: true, passive: true });
  setInterval(() => {
    const left = until - Date.now();
    if (left <= 0) { until = Date.now() + WAITS; tell(0); leave(); } else tell(left <= TELLS ? Math.ceil(left / 1000) : 0);
  }, 1000);
}
