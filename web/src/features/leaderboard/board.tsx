import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useMemo, useRef, type ReactNode } from "react"

import { seasonsQuery, type Entry, type Leaderboard } from "@/shared/api"
import { seasonLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { useLive, type Live } from "@/shared/live"
import { AwayNotice, Failure, NotFound, usePageTitle } from "@/shared/ui"

import { BoardHeader } from "./board-header"
import { BoardTabs } from "./board-tabs"
import { ClosedRibbon } from "./closed-ribbon"
import { Distribution } from "./distribution"
import { NoEntry } from "./no-entry"
import { EmptyBoard } from "./empty-board"
import { Pace } from "./pace"
import { Podium } from "./podium"
import { Table } from "./table"
import { useBoardPlace } from "./use-board-place"
import { useRows } from "./use-rows"
import { OvertakenNote } from "./you/overtaken-note"
import { PinnedYou } from "./you/pinned-you"
import { YouPanel } from "./you/you-panel"

const TOPS = { all: 100, top50: 50, top10: 10 } as const

type Props = { board: Leaderboard; actions?: ReactNode }

/** The page of a leaderboard: podium, ranking, and what stands beside them. */
export function Board({ board, actions }: Props) {
  const t = useTranslate()
  const state = useBoardPlace(board)
  const { place, season, view, you, player } = state
  const seasons = useQuery(seasonsQuery(board.id, state.window))
  const shown = seasons.data?.find((one) =>
    season === undefined ? one.status === "open" : one.number === season,
  )
  const isClosed = season !== undefined && shown?.status !== "open"
  const followed = useMemo(
    () => [...new Set([you, player])].filter((one) => one !== null),
    [you, player],
  )
  const live = useLive({
    ...place,
    top: TOPS[view],
    players: followed,
    enabled: !isClosed,
  })
  useSeasonTurn(live)
  const isGone = useGone(live)
  const rows = useRows(place, live.board, { isClosed, isGone, view })
  usePageTitle(titleOf(board, rows.at(0)), rows.at(0)?.player)

  if (rows.error && rows.total === null)
    return (
      <>
        <BoardHeader board={board} live={live} total={undefined} isClosed={isClosed} />
        <BoardTabs state={state} seasons={seasons.data} total={rows.total} />
        <Failure error={rows.error} retry={rows.retry} missing={t("state.notfound.season")} />
      </>
    )
  if (isGone)
    return (
      <>
        <BoardHeader board={board} live={live} total={undefined} isClosed={false} />
        {live.isFinal && <BoardTabs state={state} seasons={seasons.data} total={0} />}
        <NotFound
          text={
            live.isFinal
              ? t("state.notfound.season")
              : (live.reason ?? t("state.notfound.board", { id: board.id }))
          }
        />
      </>
    )
  return (
    <>
      <BoardHeader
        board={board}
        live={live}
        total={rows.total}
        isClosed={isClosed}
        actions={actions}
      />
      <BoardTabs state={state} seasons={seasons.data} total={rows.total} />
      {isClosed && shown && (
        <ClosedRibbon
          label={seasonLabel(state.window, shown, t)}
          onNow={() => state.set({ season: null })}
        />
      )}
      <AwayNotice live={live} />
      {player !== null && live.board?.players[player]?.rank === null && (
        <NoEntry player={player} onClose={() => state.set({ player: null })} />
      )}
      {rows.total === 0 ? (
        <EmptyBoard board={board} isClosed={isClosed} />
      ) : (
        <div
          data-away={live.phase === "reconnecting" || live.phase === "stale" || undefined}
          className="mt-6 grid gap-x-8 data-away:[&_:is(ol,section,[role=rowgroup])]:grayscale gap-y-2 lg:grid-cols-[minmax(0,1fr)_320px] lg:grid-rows-[auto_1fr]"
        >
          <Podium board={board} rows={rows} live={live} you={you} />
          <Aside>
            <YouPanel board={board} state={state} live={live} isClosed={isClosed} />
            <Distribution board={board} place={place} live={live} you={you} isClosed={isClosed} />
            {!isClosed && <Pace leaderboard={board.id} />}
          </Aside>
          <Table board={board} rows={rows} live={live} state={state} />
        </div>
      )}
      <PinnedYou board={board} state={state} live={live} isClosed={isClosed} />
      <OvertakenNote told={live.overtaken?.player === you ? live.overtaken : null} />
    </>
  )
}

/** Where a season turns, what was asked for is another season's: it is asked for anew. */
function useSeasonTurn({ turn }: Live): void {
  const client = useQueryClient()
  useEffect(() => {
    if (turn !== null) void client.invalidateQueries()
  }, [turn, client])
}

/**
 * True while the leaderboard is deleted or private. Its rows are let go, and where it is there
 * again, everything is asked for anew: it may be another one of that name.
 */
function useGone({ phase }: Live): boolean {
  const client = useQueryClient()
  const isGone = phase === "closed"
  const was = useRef(isGone)
  useEffect(() => {
    if (was.current === isGone) return
    was.current = isGone
    client.removeQueries({ type: "inactive" })
    if (!isGone) void client.invalidateQueries()
  }, [isGone, client])
  return isGone
}

/** Beside the ranking where there is room; else a strip between podium and ranking. */
function Aside({ children }: { children: ReactNode }) {
  return (
    <aside className="no-print -mx-4 flex snap-x gap-3 overflow-x-auto px-4 pb-4 lg:sticky lg:top-4 lg:row-span-2 lg:mx-0 lg:grid lg:grid-cols-[minmax(0,1fr)] lg:content-start lg:gap-4 lg:self-start lg:overflow-visible lg:p-0 *:max-lg:min-w-72 *:max-lg:shrink-0 *:max-lg:grow *:max-lg:basis-72 *:max-lg:snap-center">
      {children}
    </aside>
  )
}

function titleOf(board: Leaderboard, leader: Entry | undefined): string {
  return leader ? `${leader.display_name || leader.player} · ${board.title}` : board.title
}
