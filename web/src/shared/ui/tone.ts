const TONES = 8

/** One of the eight tones, always the same for the same player. */
export function toneOf(id: string): number {
  let hash = 2166136261
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619)
  return (hash >>> 0) % TONES
}
