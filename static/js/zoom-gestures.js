// Fingers, mouse and wheel on the viewer's photo: pinch, drag, double tap, swipe.

const TAP = 10; // px: a finger that moves less has tapped
const SWIPE = 50; // px to the side that turn to the next photo
const DOUBLE = 320; // ms between the two taps of a double tap
const ENLARGED = 2.5;

const middle = (points) => [0, 1].map((side) => points.reduce((sum, point) => sum + point[side], 0) / points.length);
const distance = ([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** @param {{view: () => {scale: number}, zoomTo: Function, move: Function, turn: Function, close: Function}} photo */
export function gestures(stage, { view, zoomTo, move, turn, close }) {
  const fingers = new Map();
  let began = null; // where the first finger came down, and on what
  let pinched = false;
  let tapped = 0;

  /** Counted from the middle of the stage. */
  const point = ({ clientX, clientY }) => [clientX - stage.clientWidth / 2, clientY - stage.clientHeight / 2];

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    if (!fingers.size) {
      began = { at: point(event), onPhoto: event.target.matches("img") };
      pinched = false;
    }
    fingers.set(event.pointerId, point(event));
    if (fingers.size > 1) pinched = true;
  });

  stage.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = [...fingers.values()];
    fingers.set(event.pointerId, point(event));
    const now = [...fingers.values()];
    const [from, to] = [middle(before), middle(now)];
    if (now.length > 1 && distance(before) > 0) zoomTo(view().scale * (distance(now) / distance(before)), to);
    if (view().scale > 1) move([to[0] - from[0], to[1] - from[1]]);
  });

  stage.addEventListener("pointerup", (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size || pinched) return;
    const by = point(event).map((part, side) => part - began.at[side]);
    if (Math.hypot(...by) < TAP) tap(event);
    else if (view().scale === 1 && Math.abs(by[0]) > SWIPE && Math.abs(by[0]) > Math.abs(by[1])) turn(by[0] < 0 ? 1 : -1);
  });
  stage.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));

  function tap(event) {
    const double = event.timeStamp - tapped < DOUBLE;
    tapped = double ? 0 : event.timeStamp;
    if (double) zoomTo(view().scale > 1 ? 1 : ENLARGED, point(event));
    else if (!began.onPhoto) close();
  }

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomTo(view().scale * Math.exp(-event.deltaY / 400), point(event));
  }, { passive: false });
}
