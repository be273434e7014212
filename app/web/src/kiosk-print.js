// Papers go to the terminal's printer from a frame that nobody sees; it is taken away with the screen.
import { make } from './dom.js';
import { say } from './words.js';

const PDF = 'application/pdf';
let over = () => {};

/** Print a paper of this server.  Fails where something else came than a paper. */
export function print(address) {
  forgetPapers();
  const frame = make('iframe', { class: 'paper', src: address, 'aria-hidden': 'true', tabindex: '-1', title: '' });
  document.body.append(frame);
  return new Promise((done, fail) => {
    over = done;
    frame.addEventListener('load', () => {
      if (frame.contentDocument?.contentType !== PDF) fail(new Error(say('打印失败，请到导办台', 'It could not be printed; ask at the help desk')));
      else { frame.contentWindow.print(); done(); }
    }, { once: true });
  });
}

/** Take away what is printed or still on its way. */
export function forgetPapers() {
  over();
  document.querySelectorAll('iframe.paper').forEach((one) => one.remove());
}
