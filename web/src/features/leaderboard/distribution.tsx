import { useQuery } from "@tanstack/react-query"

import { statsQuery, type Bucket, type Entry, type Leaderboard, type Place } from "@/shared/api"
import { formatScore, scaled, styleOf, type ScoreStyle } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import type { Live } from "@/shared/live"

const REFRESH_MS = 5000
/** A bar that stands for someone is seen, however few they are. */
const LEAST_PERCENT = 2

type Props = {
  board: Leaderboard
  place: Place
  live: Live
  you: string | null
  isClosed: boolean
}

/** How scores are spread, and where you are in it. */
export function Distribution({ board, place, live, you, isClosed }: Props) {
  const t = useTranslate()
  const { data } = useQuery({
    ...statsQuery(place),
    refetchInterval: isClosed ? false : REFRESH_MS,
  })
  if (!data || data.total < 3 || data.histogram.length < 2) return null
  const style = styleOf(board, board.columns[0])
  const told = you === null ? undefined : live.board?.players[you]
  const mine = told?.rank != null ? indexOf(data.histogram, told, style) : -1
  const [from, to] = [data.histogram[0]?.from ?? 0, data.histogram.at(-1)?.to ?? 0]
  const ends = { from: formatScore(from, style), to: formatScore(to, style) }
  return (
    <section aria-labelledby="stats-title" className="panel p-4 sm:p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="stats-title" className="label">
          {t("stats.title")}
        </h2>
        {data.median !== null && (
          <span className="label">
            {t("stats.median", { score: formatScore(data.median, style) })}
          </span>
        )}
      </div>
      <Bars
        buckets={data.histogram}
        mine={mine}
        label={t("stats.histogram", { count: data.total, ...ends })}
      />
      {mine >= 0 && <Here share={(mine + 0.5) / data.histogram.length} />}
      <div className="mt-2 flex flex-wrap justify-between gap-x-4 text-xs text-faint">
        <span>{ends.from}</span>
        <span className="ml-auto">{ends.to}</span>
      </div>
    </section>
  )
}

/** Points at your bar from below; near an edge the words stay inside. */
function Here({ share }: { share: number }) {
  const t = useTranslate()
  const percent = `${String(share * 100)}%`
  return (
    <p className="relative h-6 text-xs font-semibold text-accent">
      <span aria-hidden="true" className="absolute -translate-x-1/2" style={{ left: percent }}>
        ▲
      </span>
      <span
        className="absolute top-2.5 -translate-x-1/2 whitespace-nowrap"
        style={{ left: `clamp(3em, ${percent}, 100% - 3em)` }}
      >
        {t("you.here")}
      </span>
    </p>
  )
}

function Bars({ buckets, mine, label }: { buckets: Bucket[]; mine: number; label: string }) {
  const most = Math.max(...buckets.map(({ count }) => count))
  return (
    <div role="img" aria-label={label} className="mt-3 flex h-12 items-end sm:mt-4 sm:h-24 gap-px">
      {buckets.map(({ from, count }, index) => (
        <span
          key={String(from)}
          style={{ height: `${count ? Math.max(LEAST_PERCENT, (count / most) * 100) : 0}%` }}
          className={`grow rounded-t-[2px] transition-[height] duration-300 ${index === mine ? "bg-accent" : "bg-[color-mix(in_oklab,var(--accent)_30%,var(--line))]"}`}
        />
      ))}
    </div>
  )
}

/** The bucket that an entry's score falls into; the last one includes its end. */
function indexOf(buckets: Bucket[], entry: Entry, style: ScoreStyle): number {
  const score = scaled(entry.score, style.decimals)
  const index = buckets.findIndex(({ to }) => score < scaled(to, style.decimals))
  return index < 0 ? buckets.length - 1 : index
}
