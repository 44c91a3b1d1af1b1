/** How long a row glides to its place, in milliseconds. */
export const GLIDE_MS = 420
/** Below 1 it goes a little too far and comes back: 0.75 by three percent. */
const DAMPING = 0.75
const STIFFNESS = 8.5
const POINTS = 28

/** The way of a spring from 0 to 1 as a CSS curve, so that the compositor plays it. */
export const SPRING = `linear(${Array.from({ length: POINTS + 1 }, (_, index) =>
  springAt(index / POINTS).toFixed(4),
).join(",")})`

/** Where a spring that was let go at 0 stands at a part of its time, 1 being its rest. */
function springAt(time: number): number {
  if (time === 1) return 1
  const swing = Math.sqrt(1 - DAMPING ** 2)
  const angle = STIFFNESS * swing * time
  const fall = Math.exp(-DAMPING * STIFFNESS * time)
  return 1 - fall * (Math.cos(angle) + (DAMPING / swing) * Math.sin(angle))
}
