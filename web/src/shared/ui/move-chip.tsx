import { useState } from "react"

import { useTranslate } from "@/shared/i18n"
import { MOVE_SHOWN_MS, type Move } from "@/shared/live"

/** What a player has gained or lost just now, with an arrow; it fades by itself. */
export function MoveChip({ move }: { move: Move | undefined }) {
  return move ? <Chip key={move.key} move={move} /> : null
}

function Chip({ move }: { move: Move }) {
  const t = useTranslate()
  // A row that comes back into view does not tell old news.
  const [isOld, setOld] = useState(() => Date.now() - move.at > MOVE_SHOWN_MS)
  if (isOld) return null
  const gained = move.from - move.to
  const count = Math.abs(gained)
  return (
    <span
      onAnimationEnd={() => setOld(true)}
      className={`chip text-xs font-semibold whitespace-nowrap ${gained > 0 ? "text-up" : "text-down"}`}
    >
      <span aria-hidden="true">{`${gained > 0 ? "▲" : "▼"}\u202f${String(count)}`}</span>
      <span className="sr-only">{t(gained > 0 ? "move.up" : "move.down", { count })}</span>
    </span>
  )
}
