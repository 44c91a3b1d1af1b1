/** True where the visitor wants no motion: then changes are shown at once. */
export function wantsNoMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches
}
