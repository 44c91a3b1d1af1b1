/** How many entries are asked for at once. */
export const PAGE = 100

/**
 * The pages that hold what is seen and what the live feed does not tell, by number from 0.
 *
 * `seen` are the first index and the one after the last. `told` is how many of the top the
 * feed tells; null while it has told nothing: then the first page says how many there are.
 */
export function pagesOf(seen: readonly [number, number], told: number | null): number[] {
  const first = Math.max(seen[0], told ?? 0)
  const end = told === null ? Math.max(1, seen[1]) : seen[1]
  if (first >= end) return told === null ? [0] : []
  const [from, to] = [Math.floor(first / PAGE), Math.floor((end - 1) / PAGE)]
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
