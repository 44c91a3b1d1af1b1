import { useQuery, keepPreviousData } from "@tanstack/react-query"

import { lastEventsQuery, type Leaderboard, type PlayerEntry, type Place } from "@/shared/api"
import { formatScore, stylesOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Bone, TimeAgo } from "@/shared/ui"

const SHOWN = 8
const ROW = "flex h-12 items-center gap-4 border-t border-line"

type Props = { board: Leaderboard; place: Place; entry: PlayerEntry; stamp: number }

/** The player's last scores, the one that counts marked. */
export function LastEvents({ board, place, entry, stamp }: Props) {
  const t = useTranslate()
  const { data, isError } = useQuery({
    ...lastEventsQuery(place, entry.player, SHOWN, stamp),
    placeholderData: keepPreviousData,
  })
  const styles = stylesOf(board)
  const bones = Math.min(SHOWN, entry.events)
  return (
    <section aria-labelledby="events-title" className="panel p-5 md:p-8">
      <h2 id="events-title" className="label pb-3">
        {t("events.title")}
      </h2>
      <ol>
        {data?.events.map((event) => (
          <li key={event.sequence} className={`${ROW} arrive`}>
            <span className="w-28 shrink-0 text-sm text-faint md:w-36">
              <TimeAgo at={event.achieved_at} />
            </span>
            <span className="flex min-w-0 grow items-baseline gap-3 text-sm text-soft">
              {event.scores === null && t("events.removal")}
              {board.columns.slice(1).map(({ name }, index) => (
                <span key={name} className="hidden truncate md:inline">
                  {name}{" "}
                  {formatScore(event.scores?.[name] ?? 0, styles[index + 1] ?? { decimals: 0 })}
                </span>
              ))}
              {board.operator !== "sum" && event.achieved_at === entry.achieved_at && (
                <strong className="text-xs font-semibold text-accent">
                  {t("events.standing")}
                </strong>
              )}
            </span>
            <span className="display text-right text-lg whitespace-nowrap">
              {event.scores === null
                ? "–"
                : formatScore(event.score ?? 0, styles[0] ?? { decimals: 0 })}
            </span>
          </li>
        ))}
        {!data &&
          !isError &&
          Array.from({ length: bones }, (_, index) => (
            <li key={index} className={ROW}>
              <Bone className="h-4 w-24" />
              <Bone className="ml-auto h-4 w-20" />
            </li>
          ))}
        {data?.events.length === 0 && <li className="py-3 text-soft">{t("events.none")}</li>}
        {isError && <li className="py-3 text-soft">{t("history.failed")}</li>}
      </ol>
    </section>
  )
}
