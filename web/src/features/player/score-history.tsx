import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"

import { formatScore, styleOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Bone } from "@/shared/ui"

import { historyQuery } from "./api/history"
import { Plot } from "./plot"

import type { Leaderboard, Place, PlayerEntry } from "@/shared/api"

type Props = { board: Leaderboard; place: Place; entry: PlayerEntry; stamp: number }

/** How the score came about: what stood as a line, each single score as a dot. */
export function ScoreHistory({ board, place, entry, stamp }: Props) {
  const t = useTranslate()
  const { data, isError } = useQuery(historyQuery(place, entry.player, stamp))
  const style = styleOf(board, board.columns[0])
  const name = entry.display_name || entry.player
  const lines = useMemo(
    () => (data ? [{ label: name, colour: "--accent", points: data.points }] : []),
    [data, name],
  )
  const [only, second] = data?.points ?? []
  const dots = board.operator !== "sum"
  return (
    <section aria-labelledby="history-title" className="panel p-5 md:p-8">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1 pb-6">
        <h2 id="history-title" className="label">
          {t("history.title")}
        </h2>
        {dots && second && (
          <span aria-hidden="true" className="label flex items-center gap-2">
            <span className="h-0.5 w-4 rounded-full bg-accent" />
            {t("history.standing")}
            <span className="ml-2 size-1.5 rounded-full bg-accent opacity-50" />
            {t("history.each")}
          </span>
        )}
      </div>
      {isError ? (
        <p className="text-soft">{t("history.failed")}</p>
      ) : !data ? (
        <Bone className="h-[208px] w-full md:h-[280px]" />
      ) : only && !second ? (
        <p className="grid h-[120px] place-items-center text-center text-soft">
          {t("history.one", { score: formatScore(only.score, style) })}
        </p>
      ) : (
        <Plot lines={lines} style={style} dots={dots} />
      )}
    </section>
  )
}
