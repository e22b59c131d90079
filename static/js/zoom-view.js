// How a photo is shown in the viewer: its scale, and how far it is moved from the middle of the screen, in pixels. Pure.

const LARGEST = 6;
const bounded = (number, most) => Math.min(most, Math.max(-most, number));

/** The photo at its place: the whole of it, in the middle. */
export const WHOLE = { scale: 1, x: 0, y: 0 };

/** Moves a photo, but no edge of it past the same edge of the screen. `size` is `{photo: [w, h], screen: [w, h]}`, unscaled. */
export function moved(view, by, size) {
  const most = (side) => Math.max(0, (size.photo[side] * view.scale - size.screen[side]) / 2);
  return { ...view, x: bounded(view.x + by[0], most(0)), y: bounded(view.y + by[1], most(1)) };
}

/** Scales a photo; `point`, counted from the middle of the screen, stays on the same spot of it. */
export function scaled(view, scale, point, size) {
  const to = Math.min(LARGEST, Math.max(1, scale));
  if (to === 1) return WHOLE;
  const ratio = to / view.scale;
  const at = { scale: to, x: point[0] - (point[0] - view.x) * ratio, y: point[1] - (point[1] - view.y) * ratio };
  return moved(at, [0, 0], size);
}
