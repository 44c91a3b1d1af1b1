import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"

import { iconOf, styleOf, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { AwayNotice, Bone, LiveStatus } from "@/shared/ui"

import { historyQuery } from "../api/history"
import { ahead, type Pair } from "../grouped"
import { Plot } from "../plot"
import { useSettled } from "../use-settled"
import { Columns } from "./columns"
import { differenceOf } from "./difference"
import { Face } from "./face"

import type { Player } from "@/shared/api"
import type { Standings } from "../use-standings"

const HISTORY_MS = 3000

type Props = {
  pair: Pair
  standings: Standings
  players: [Player, Player]
  colours: [string, string]
}

/** Two players on one leaderboard, face to face and moving. */
export function Meeting({ pair, standings, players, colours }: Props) {
  const t = useTranslate()
  const { board, a, b } = pair
  const { entries, live } = standings
  const side = ahead(a, b)
  const moves = live.board?.moves ?? {}
  const icon = iconOf(board)
  const faces = [
    { entry: entries[0], side: "left", isAhead: side < 0 },
    { entry: entries[1], side: "right", isAhead: side > 0 },
  ] as const
  const names: [string, string] = [nameOf(players[0]), nameOf(players[1])]
  const gap = differenceOf(board, a, b)
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 pb-4">
        <h2 className="display min-w-0 text-xl md:text-2xl" dir="auto">
          {icon && <span aria-hidden="true">{icon} </span>}
          {board.title} <span className="text-faint">{windowLabel(pair.window, t)}</span>
        </h2>
        <span className="ml-auto">
          <LiveStatus live={live} />
        </span>
      </div>
      <AwayNotice live={live} />
      <div className="relative grid grid-cols-2 gap-2 md:gap-4">
        {faces.map((face, index) => {
          const player = players[index === 0 ? 0 : 1]
          return (
            <Face
              key={player.player}
              player={player}
              move={moves[player.player]}
              colour={colours[index === 0 ? 0 : 1]}
              {...face}
            />
          )
        })}
        <span
          aria-hidden="true"
          className="display absolute top-1/2 left-1/2 grid size-11 -translate-1/2 place-items-center rounded-full bg-ink text-lg text-faint md:size-14 md:text-2xl"
        >
          {t("versus.vs")}
        </span>
      </div>
      <p role="status" className="display py-5 text-center text-xl text-soft md:text-2xl">
        {side === 0 ? (
          t("versus.level")
        ) : (
          <>
            <strong className="text-text">
              {t("versus.places", { count: Math.abs(a.rank - b.rank) })}
            </strong>
            {gap !== null && <> · {gap}</>}
          </>
        )}
      </p>
      <section
        className="panel px-5 pb-3 md:px-8"
        aria-label={t("versus.title", { a: names[0], b: names[1] })}
      >
        <Columns pair={pair} names={names} colours={colours} />
      </section>
      <TwoLines pair={pair} names={names} colours={colours} />
    </>
  )
}

type LinesProps = { pair: Pair; names: [string, string]; colours: [string, string] }

/** Both scores over the same time: one line drawn through, one dashed. */
function TwoLines({ pair, names, colours }: LinesProps) {
  const t = useTranslate()
  const { board, window, a, b } = pair
  const place = { leaderboard: board.id, window }
  const first = useQuery(historyQuery(place, a.player, useSettled(a.events, HISTORY_MS)))
  const second = useQuery(historyQuery(place, b.player, useSettled(b.events, HISTORY_MS)))
  const lines = useMemo(
    () =>
      [first.data, second.data].map((data, index) => ({
        label: names[index === 0 ? 0 : 1],
        colour: colours[index === 0 ? 0 : 1],
        dashed: index === 1,
        points: data?.points ?? [],
      })),
    [first.data, second.data, ...names, ...colours], // eslint-disable-line hooks/exhaustive-deps
  )
  return (
    <section aria-labelledby="lines-title" className="panel mt-4 p-5 md:mt-6 md:p-8">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1 pb-7">
        <h2 id="lines-title" className="label">
          {t("history.title")}
        </h2>
        {lines.map(({ label, colour, dashed }, index) => (
          <span key={index} aria-hidden="true" className="label flex min-w-0 items-center gap-2">
            <span
              className={`w-6 border-t-2 ${dashed ? "border-dashed" : ""}`}
              style={{ borderColor: `var(${colour})` }}
            />
            <bdi className="max-w-40 truncate">{label}</bdi>
          </span>
        ))}
      </div>
      {first.isError || second.isError ? (
        <p className="text-soft">{t("history.failed")}</p>
      ) : first.data && second.data ? (
        <Plot lines={lines} style={styleOf(board, board.columns[0])} />
      ) : (
        <Bone className="h-[208px] w-full md:h-[280px]" />
      )}
    </section>
  )
}

export function nameOf(player: Player): string {
  return player.display_name || player.player
}
