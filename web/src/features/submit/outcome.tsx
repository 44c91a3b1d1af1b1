import { useEffect, useRef, useState } from "react"

import { formatScore, group, styleOf, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Count } from "@/shared/ui"

import type { Leaderboard } from "@/shared/api"
import type { Receipt, Standing } from "./api/submit-score"

const RANK = { decimals: 0 }

/** What a score came to: the new rank, counted from the old one, and the other windows. */
export function Outcome({ board, receipt }: { board: Leaderboard; receipt: Receipt }) {
  const t = useTranslate()
  const { entry, other_windows: others } = receipt
  const element = useRef<HTMLDivElement>(null)
  // Below a long form it would not be seen. Scrolling answers with a promise: not for React.
  useEffect(() => {
    element.current?.scrollIntoView({ block: "nearest" })
  }, [receipt])
  if (!entry) return null
  const style = styleOf(board, board.columns[0])
  const score = formatScore(entry.score, style)
  return (
    <div ref={element} className="rise mt-1 rounded-md bg-raised p-4">
      <p className="flex items-baseline gap-3">
        <strong className="display text-4xl">
          <span className="text-faint">#</span>
          <Rank standing={entry} />
        </strong>
        <Change standing={entry} />
        <span className="ml-auto text-sm text-soft">
          {t("dev.of", { total: group(entry.total) })}
        </span>
      </p>
      <p className="mt-1 text-sm text-soft">
        {t(entry.improved ? "dev.now" : "dev.stays", { score })}
        {entry.tier !== null && ` · ${entry.tier}`}
      </p>
      {others.length > 0 && (
        <dl
          className="mt-3 grid gap-1 border-t border-line pt-3 text-sm"
          aria-label={t("dev.windows")}
        >
          {others.map((standing) => (
            <div key={standing.window} className="flex items-baseline gap-3">
              <dt className="grow text-soft">{windowLabel(standing.window, t)}</dt>
              <Change standing={standing} />
              <dd className="font-semibold">
                #<Rank standing={standing} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

/** A rank that counts from where the player stood to where they stand. */
function Rank({ standing }: { standing: Standing }) {
  const { rank, previous_rank: before } = standing
  const [shown, setShown] = useState(before ?? rank)
  useEffect(() => setShown(rank), [rank])
  return <Count score={shown} style={RANK} />
}

function Change({ standing }: { standing: Standing }) {
  const t = useTranslate()
  const { rank, previous_rank: before } = standing
  if (before === null) return <span className="text-sm text-accent">{t("dev.first")}</span>
  const gained = before - rank
  if (gained === 0) return <span className="text-sm text-faint">{t("dev.same")}</span>
  const count = Math.abs(gained)
  return (
    <span className={`text-sm font-semibold ${gained > 0 ? "text-up" : "text-down"}`}>
      <span aria-hidden="true">{`${gained > 0 ? "▲" : "▼"}\u202f${group(count)}`}</span>
      <span className="sr-only">{t(gained > 0 ? "move.up" : "move.down", { count })}</span>
    </span>
  )
}
