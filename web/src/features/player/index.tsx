import { useQuery } from "@tanstack/react-query"

import {
  isNotFound,
  playerEntriesQuery,
  playerQuery,
  untilRefused,
  useLeaderboards,
  type Player,
} from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { useQueryState } from "@/shared/url"
import { Bone, Failure, Message, usePageTitle } from "@/shared/ui"

import { Boards } from "./boards"
import { byBoard, chosenEntry } from "./grouped"
import { HeaderBones, PlayerHeader } from "./header"
import { LastEvents } from "./last-events"
import { OtherPlayer, Unknown } from "./other-player"
import { Place } from "./place"
import { ScoreHistory } from "./score-history"
import { useSettled } from "./use-settled"
import { useStandings } from "./use-standings"

import type { Leaderboard, PlayerEntry } from "@/shared/api"

/** Ranks on other leaderboards are asked for again so often; the chosen one is followed. */
const REFRESH_MS = 5000
/** A player who scores all the time has the history drawn no more often than this. */
const HISTORY_MS = 3000

/** One player: where they stand, how they got there, and what they did last. */
export default function PlayerScreen({ id }: { id: string }) {
  const player = useQuery({ ...playerQuery(id), refetchInterval: untilRefused(REFRESH_MS) })
  const entries = useQuery({
    ...playerEntriesQuery(id),
    refetchInterval: untilRefused(REFRESH_MS),
  })
  const boards = useLeaderboards()
  usePageTitle(player.data?.display_name || id, id)

  const error = player.error ?? (entries.data ? null : entries.error) ?? boards.error
  const retry = () => void Promise.all([player.refetch(), entries.refetch(), boards.refetch()])
  if (isNotFound(player.error)) return <Unknown id={id} />
  if (error && !player.data) return <Failure error={error} retry={retry} />
  return (
    <>
      {player.data ? <PlayerHeader player={player.data} /> : <HeaderBones />}
      {player.data && entries.data && boards.data ? (
        <Standing player={player.data} entries={entries.data} boards={boards.data} />
      ) : error ? (
        <Failure error={error} retry={retry} />
      ) : (
        <StandingBones />
      )}
    </>
  )
}

type Props = { player: Player; entries: PlayerEntry[]; boards: Leaderboard[] }

function Standing({ player, entries, boards }: Props) {
  const t = useTranslate()
  const { get } = useQueryState()
  const known = chosenEntry(entries, get("board"), get("window"))
  const board = boards.find(({ id }) => id === known?.leaderboard)
  if (known && board) return <Chosen {...{ known, board, entries, boards }} />
  return (
    <Message title={t("player.noentry.title")}>
      <p>
        {t("player.noentry.text", { name: `\u2068${player.display_name || player.player}\u2069` })}
      </p>
      <OtherPlayer />
    </Message>
  )
}

type ChosenProps = Omit<Props, "player"> & { known: PlayerEntry; board: Leaderboard }

function Chosen({ known, board, entries, boards }: ChosenProps) {
  const t = useTranslate()
  const { set } = useQueryState()
  const grouped = byBoard(entries, boards)
  const standings = useStandings([known])
  const entry = standings.entries[0] ?? known
  const stamp = useSettled(entry.events, HISTORY_MS)
  const place = { leaderboard: board.id, window: entry.window }
  const here = grouped.find((one) => one.board.id === board.id)?.entries ?? []
  const choose = (to: PlayerEntry) => set({ board: to.leaderboard, window: to.window })
  const about = { board, place, entry, stamp }
  // Another place begins anew: numbers count within one leaderboard only.
  const key = `${board.id} ${known.window}`
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:gap-6 lg:grid-cols-[minmax(0,1fr)_340px]">
      {standings.entries[0] === null ? (
        <section className="panel p-8 text-soft">
          {t("player.left", { name: `\u2068${known.display_name || known.player}\u2069` })}
        </section>
      ) : (
        <Place
          key={key}
          board={board}
          entry={entry}
          windows={here.map(({ window }) => window)}
          live={standings.live}
          onWindow={(window) => set({ board: board.id, window })}
        />
      )}
      <aside className="lg:col-start-2 lg:row-span-3 lg:row-start-1">
        <Boards
          boards={grouped.map((one) => ({
            ...one,
            entries: one.entries.map((other) => (other === known ? entry : other)),
          }))}
          chosen={known}
          onChoose={choose}
        />
      </aside>
      <ScoreHistory key={`history ${key}`} {...about} />
      <LastEvents key={`events ${key}`} {...about} />
    </div>
  )
}

function StandingBones() {
  return (
    <div aria-busy="true" className="grid gap-4 md:gap-6 lg:grid-cols-[minmax(0,1fr)_340px]">
      <Bone className="h-[460px] w-full rounded-lg" />
      <Bone className="hidden h-96 w-full rounded-lg lg:block" />
      <Bone className="h-80 w-full rounded-lg" />
    </div>
  )
}
