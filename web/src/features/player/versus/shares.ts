/** How long two bars are beside each other, 0 to 1. */
export type Shares = [number, number]

/**
 * The better value fills its bar, the other one has its share of it; where smaller is better
 * the share is turned round. Values below zero have no share: then both are full or empty.
 */
export function sharesOf(a: bigint, b: bigint, ascending: boolean): Shares {
  if (a < 0n || b < 0n || (a === 0n && b === 0n)) {
    if (a === b) return [1, 1]
    return a > b !== ascending ? [1, 0] : [0, 1]
  }
  const [x, y] = ascending ? [Number(b), Number(a)] : [Number(a), Number(b)]
  const most = Math.max(x, y)
  return [x / most, y / most]
}
