import { useEffect, useState } from "react"

import { group } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"

import type { Overtaken } from "@/shared/live"

const SHOWN_MS = 9000

type Props = { overtaken: Overtaken | null; name: string; player: string; rank: number }

/** "ann passed you, #12 → #13", for a while after it happened. */
export function Passing({ overtaken, name, player, rank }: Props) {
  const t = useTranslate()
  const [seen, setSeen] = useState(0)
  const mine = overtaken?.player === player ? overtaken : null
  const version = mine?.version ?? 0
  useEffect(() => {
    const timer = setTimeout(() => setSeen(version), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [version])
  const you = usePreferences((preferences) => preferences.you)
  // Who has taken the place back was not passed any more.
  const isShown = mine !== null && version > seen && rank > mine.previous_rank
  const key = you === player ? "player.overtaken.you" : "player.overtaken"
  const first = mine?.by[0]
  return (
    <div role="status" className="min-h-9">
      {isShown && first && (
        <p
          key={version}
          className="rise inline-flex max-w-full items-center gap-2 rounded-full bg-[color-mix(in_oklab,var(--down)_14%,var(--panel))] px-4 py-1.5 text-sm font-medium text-down"
        >
          <span aria-hidden="true">▼</span>
          <span className="min-w-0 truncate">
            {t(key, {
              count: mine.count,
              name: `\u2068${first.display_name || first.player}\u2069`,
              player: `\u2068${name}\u2069`,
              from: group(mine.previous_rank),
              to: group(mine.rank),
            })}
          </span>
        </p>
      )}
    </div>
  )
}
