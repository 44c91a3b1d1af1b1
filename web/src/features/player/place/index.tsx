import { Link } from "wouter"

import { columnLabel, group, iconOf, stylesOf, topPercent, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { AwayNotice, Count, LiveStatus, MoveChip, Segmented, TimeAgo } from "@/shared/ui"

import { Around } from "./around"
import { Passing } from "./passing"
import { TierRing } from "./ring"

import type { Leaderboard, PlayerEntry } from "@/shared/api"
import type { Live } from "@/shared/live"

/** With fewer than these, a share of the best says nothing that the rank does not. */
const FEW = 20

type Props = {
  board: Leaderboard
  entry: PlayerEntry
  windows: string[]
  live: Live
  onWindow: (window: string) => void
}

/** Where the player stands on one leaderboard: the rank, as large as it goes. */
export function Place({ board, entry, windows, live, onWindow }: Props) {
  const t = useTranslate()
  const name = entry.display_name || entry.player
  const icon = iconOf(board)
  const place = { window: entry.window, player: entry.player }
  return (
    <section aria-labelledby="place-title" className="panel p-5 md:p-8">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <h2 id="place-title" className="display min-w-0 text-xl md:text-2xl">
          <Link href={address.leaderboard(board.id, place)} className="hover:underline" dir="auto">
            {icon && <span aria-hidden="true">{icon} </span>}
            {board.title}
          </Link>
        </h2>
        <span className="ml-auto">
          <LiveStatus live={live} />
        </span>
      </div>
      {windows.length > 1 && (
        <div className="mt-3 -ml-1 flex">
          <Segmented
            label={t("board.windows")}
            value={entry.window}
            options={windows.map((value) => ({ value, label: windowLabel(value, t) }))}
            onChange={onWindow}
          />
        </div>
      )}
      <AwayNotice live={live} />
      <div className="mt-5 grid items-center gap-x-10 gap-y-6 md:grid-cols-[auto_minmax(0,1fr)_auto]">
        <div className="min-w-0">
          <p className="flex items-baseline gap-3">
            <strong
              className={`display ${SIZES[group(entry.rank).length] ?? "text-5xl md:text-6xl"}`}
            >
              <span className="sr-only">
                {t("player.rank", { rank: entry.rank, total: entry.total })}
              </span>
              <span aria-hidden="true">
                <span className="mr-1 align-[0.42em] text-[0.5em] text-faint">#</span>
                <span style={{ color: METALS[entry.rank] }}>{group(entry.rank)}</span>
              </span>
            </strong>
            <span className="text-lg">
              <MoveChip move={live.board?.moves[entry.player]} />
            </span>
          </p>
          <p className="mt-2 text-soft">
            <span aria-hidden="true">{t("player.of", { total: group(entry.total) })}</span>
            {entry.total > FEW && (
              <> · {t("player.top", { percent: topPercent(entry.rank, entry.total) })}</>
            )}
          </p>
        </div>
        <Around board={board} entry={entry} />
        <TierRing board={board} entry={entry} />
      </div>
      <div className="mt-2">
        <Passing overtaken={live.overtaken} name={name} player={entry.player} rank={entry.rank} />
      </div>
      <Figures board={board} entry={entry} />
    </section>
  )
}

/** The rank's size by its length: two digits fill the panel, seven still fit into it. */
const SIZES: Record<number, string> = {
  1: "text-8xl md:text-9xl",
  2: "text-8xl md:text-9xl",
  3: "text-7xl md:text-8xl",
  5: "text-6xl md:text-7xl",
}
const METALS: Record<number, string> = { 1: "var(--gold)", 2: "var(--silver)", 3: "var(--bronze)" }

function Figures({ board, entry }: { board: Leaderboard; entry: PlayerEntry }) {
  const t = useTranslate()
  const styles = stylesOf(board)
  return (
    <dl className="mt-2 flex flex-wrap gap-x-10 gap-y-4 border-t border-line pt-5">
      {board.columns.map(({ name }, index) => {
        const style = styles[index]
        if (!style) return null
        return (
          <div key={name}>
            <dt className="label">
              {board.columns.length > 1 ? columnLabel(name) : t("player.score")}
            </dt>
            <dd className="display text-2xl">
              <Count score={entry.scores[name] ?? 0} style={style} />
            </dd>
          </div>
        )
      })}
      <div>
        <dt className="label">{t("player.scores")}</dt>
        <dd className="display text-2xl">{group(entry.events)}</dd>
      </div>
      <div>
        <dt className="label">{t("player.since")}</dt>
        <dd className="display text-2xl text-soft">
          <TimeAgo at={entry.achieved_at} />
        </dd>
      </div>
    </dl>
  )
}
