import { useTranslate } from "@/shared/i18n"

import type { Move } from "@/shared/live"

/** What a player has gained or lost just now, with an arrow; it fades by itself. */
export function MoveChip({ move }: { move: Move | undefined }) {
  const t = useTranslate()
  if (!move) return null
  const gained = move.from - move.to
  const count = Math.abs(gained)
  return (
    <span
      key={move.key}
      className={`chip text-xs font-semibold whitespace-nowrap ${gained > 0 ? "text-up" : "text-down"}`}
    >
      <span aria-hidden="true">{`${gained > 0 ? "▲" : "▼"}\u202f${count}`}</span>
      <span className="sr-only">{t(gained > 0 ? "move.up" : "move.down", { count })}</span>
    </span>
  )
}
