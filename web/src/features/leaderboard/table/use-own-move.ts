import { useState } from "react"

import type { Move } from "@/shared/live"

/** A change of rank while the row is seen, for the rows that the live feed does not tell of. */
export function useOwnMove(rank: number): Move | undefined {
  const [known, setKnown] = useState<{ rank: number; move?: Move }>({ rank })
  if (known.rank === rank) return known.move
  const key = (known.move?.key ?? 0) + 1
  const move = { from: known.rank, to: rank, at: Date.now(), key }
  setKnown({ rank, move })
  return move
}
