import { useQuery } from "@tanstack/react-query"
import { Link, useLocation } from "wouter"

import {
  isNotFound,
  playerEntriesQuery,
  playerQuery,
  untilRefused,
  useLeaderboards,
  type Player,
} from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { address, useQueryState } from "@/shared/url"
import { BackIcon, Bone, Failure, Message, PlayerPicker, usePageTitle } from "@/shared/ui"

import { shared, type Pair } from "./grouped"
import { Unknown } from "./other-player"
import { useStandings } from "./use-standings"
import { Meeting, nameOf } from "./versus/meeting"
import { Where } from "./versus/where"

const REFRESH_MS = 5000
/** The two sides: the accent, and a tone that is far from it. */
const COLOURS: [string, string] = ["--accent", "--tone-3"]

/** Two players side by side, wherever they meet. */
export default function CompareScreen({ id, other }: { id: string; other: string }) {
  const t = useTranslate()
  const refetchInterval = untilRefused(REFRESH_MS)
  const a = useQuery({ ...playerQuery(id), refetchInterval })
  const b = useQuery({ ...playerQuery(other), refetchInterval })
  const mine = useQuery({ ...playerEntriesQuery(id), refetchInterval })
  const theirs = useQuery({ ...playerEntriesQuery(other), refetchInterval })
  const boards = useLeaderboards()
  const all = [a, b, mine, theirs, boards]
  const names = { a: a.data ? nameOf(a.data) : id, b: b.data ? nameOf(b.data) : other }
  usePageTitle(t("versus.title", names), id)

  if (isNotFound(a.error)) return <Unknown id={id} />
  if (isNotFound(b.error)) return <Unknown id={other} />
  const failed = all.find((query) => query.isError && !query.data)
  if (failed)
    return (
      <Failure
        error={failed.error}
        retry={() => void Promise.all(all.map((query) => query.refetch()))}
      />
    )
  const pairs =
    mine.data && theirs.data && boards.data && shared(mine.data, theirs.data, boards.data)
  return (
    <>
      <Heading id={id} title={t("versus.title", names)} />
      {a.data && b.data && pairs ? (
        <Pairs players={[a.data, b.data]} pairs={id === other ? [] : pairs} />
      ) : (
        <MeetingBones />
      )}
    </>
  )
}

function Heading({ id, title }: { id: string; title: string }) {
  const t = useTranslate()
  const [, navigate] = useLocation()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-2 pb-5 md:pt-6">
      <Link href={address.player(id)} className="icon-button -ml-3" aria-label={t("app.back")}>
        <BackIcon size={22} />
      </Link>
      <h1 className="sr-only">{title}</h1>
      <div className="ml-auto w-64 max-w-full">
        <PlayerPicker
          label={t("versus.other")}
          onPick={({ player }) => navigate(address.compare(id, player))}
        />
      </div>
    </div>
  )
}

type PairsProps = { players: [Player, Player]; pairs: Pair[] }

function Pairs({ players, pairs }: PairsProps) {
  const { get, set } = useQueryState()
  const [a, b] = players
  const onBoard = pairs.filter(({ board }) => board.id === get("board"))
  const chosen = onBoard.find(({ window }) => window === get("window")) ?? onBoard[0] ?? pairs[0]
  const standings = useStandings(chosen ? [chosen.a, chosen.b] : [])
  if (!chosen) return <NeverMet isSame={a.player === b.player} />
  const [mine, theirs] = standings.entries
  const moving = { ...chosen, a: mine ?? chosen.a, b: theirs ?? chosen.b }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:gap-6">
      <div>
        <Meeting
          key={`${chosen.board.id} ${chosen.window} ${a.player} ${b.player}`}
          pair={moving}
          standings={standings}
          players={players}
          colours={COLOURS}
        />
      </div>
      <Where
        pairs={pairs.map((pair) => (pair === chosen ? moving : pair))}
        names={[nameOf(a), nameOf(b)]}
        colours={COLOURS}
        chosen={chosen}
        onChoose={({ board, window }) => set({ board: board.id, window })}
      />
    </div>
  )
}

function NeverMet({ isSame }: { isSame: boolean }) {
  const t = useTranslate()
  return (
    <Message title={t("versus.none.title")}>
      <p>{t(isSame ? "versus.same" : "versus.none.text")}</p>
      <Link href={address.home()} className="button">
        {t("state.notfound.way")}
      </Link>
    </Message>
  )
}

function MeetingBones() {
  return (
    <div aria-busy="true">
      <Bone className="mb-4 h-8 w-64" />
      <div className="grid grid-cols-2 gap-2 md:gap-4">
        <Bone className="h-56 w-full rounded-lg md:h-72" />
        <Bone className="h-56 w-full rounded-lg md:h-72" />
      </div>
      <Bone className="mt-20 h-64 w-full rounded-lg" />
    </div>
  )
}
