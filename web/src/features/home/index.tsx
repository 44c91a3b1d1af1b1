import { useMemo, useState } from "react"

import { useActivity, useLeaderboards, type BoardActivity, type Leaderboard } from "@/shared/api"
import { compact, rate } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Bone, Curl, Failure, Message, usePageTitle } from "@/shared/ui"

import { BoardCard, BoardCardBones } from "./board-card"
import { LeadCard, LeadCardBones } from "./lead-card"

/** All leaderboards as cards, moving. */
export function HomeScreen() {
  const t = useTranslate()
  const boards = useLeaderboards()
  const activity = useActivity()
  usePageTitle("", busiest(activity.data?.leaderboards)?.leader?.player)
  if (boards.isError && !boards.data)
    return <Failure error={boards.error} retry={() => void boards.refetch()} />
  if (boards.data?.length === 0) return <Empty />
  return (
    <>
      <Headline
        boards={boards.data}
        players={activity.data?.players}
        perSecond={activity.data?.scores_per_second}
      />
      <h1 className="sr-only">{t("home.title")}</h1>
      <Cards
        boards={boards.data}
        activities={activity.data?.leaderboards}
        isSettled={!activity.isPending}
      />
    </>
  )
}

type CardsProps = {
  boards: Leaderboard[] | undefined
  activities: BoardActivity[] | undefined
  /** True where activities were asked for, whether they came or not. */
  isSettled: boolean
}

const GRID = "grid grid-cols-1 gap-4 md:grid-cols-2 md:gap-6 lg:grid-cols-3"

/** The busiest first and large, the others as they were made. */
function Cards({ boards, activities, isSettled }: CardsProps) {
  const told = useMemo(() => new Map(activities?.map((one) => [one.id, one])), [activities])
  // Chosen once: cards that change places under a pointer are a nuisance.
  const [leadId, setLeadId] = useState<string>()
  const busiestId = busiest(activities)?.id
  if (leadId === undefined && busiestId !== undefined) setLeadId(busiestId)
  const lead = boards?.find(({ id }) => id === leadId)
  if (!boards || (!activities && !isSettled)) return <CardBones />
  const others = boards.filter((board) => board !== lead)
  return (
    <ul className={GRID}>
      {lead && (
        <li className="md:col-span-2 md:row-span-2">
          <LeadCard board={lead} activity={told.get(lead.id)} />
        </li>
      )}
      {others.map((board, index) => (
        <li
          key={board.id}
          className={`rise ${index === others.length - 1 ? widthOfLast(others.length, lead !== undefined) : ""}`}
          style={{ animationDelay: `${String(index * 40)}ms` }}
        >
          <BoardCard board={board} activity={told.get(board.id)} />
        </li>
      ))}
    </ul>
  )
}

/** The last card takes what is left of its row: two columns, and from `lg` on three. */
function widthOfLast(count: number, hasLead: boolean): string {
  const two = count % 2 === 1 ? "md:col-span-2" : ""
  // Beside the large card there is one column of two rows.
  const inRows = hasLead ? count - 2 : count
  if (inRows <= 0) return `${two} lg:col-span-1`
  return `${two} ${["lg:col-span-1", "lg:col-span-3", "lg:col-span-2"][inRows % 3] ?? ""}`
}

function CardBones() {
  return (
    <ul className={GRID} aria-busy="true">
      <li className="md:col-span-2 md:row-span-2">
        <LeadCardBones />
      </li>
      <BoardCardBones />
      <BoardCardBones />
    </ul>
  )
}

type HeadlineProps = {
  boards: Leaderboard[] | undefined
  players: number | undefined
  perSecond: number | undefined
}

/** "3 leaderboards · 1.2M players · 38/s" */
function Headline({ boards, players, perSecond }: HeadlineProps) {
  const t = useTranslate()
  return (
    <p className="display flex flex-wrap items-baseline gap-x-2 gap-y-1 pt-4 pb-6 text-xl text-soft sm:gap-x-4 sm:text-3xl md:pt-8 md:pb-8 md:text-4xl">
      {boards ? (
        <>
          <strong className="text-text">{t("count.boards", { count: boards.length })}</strong>
          {players !== undefined && (
            <span className="before:mr-2 before:text-faint sm:before:mr-4 before:content-['·']">
              {t("home.players", { count: compact(players) })}
            </span>
          )}
          {perSecond !== undefined && perSecond > 0 && (
            <span className="text-accent before:mr-2 before:text-faint sm:before:mr-4 before:content-['·']">
              {t("home.rate", { count: rate(perSecond) })}
              <span className="sr-only"> {t("home.rate.label")}</span>
            </span>
          )}
        </>
      ) : (
        <Bone className="h-9 w-80" />
      )}
    </p>
  )
}

function Empty() {
  const t = useTranslate()
  const at = `${location.origin}/api/v1/leaderboards`
  return (
    <Message title={t("home.empty.title")}>
      <p>{t("home.empty.text")}</p>
      <Curl
        command={`curl ${at} -d '{"id": "space-race"}'\ncurl ${at}/space-race/scores \\\n  -d '{"player": "ann", "score": 1200}'`}
      />
    </Message>
  )
}

function busiest(boards: BoardActivity[] = []): BoardActivity | undefined {
  return boards.toSorted((a, b) => b.events_last_minute - a.events_last_minute)[0]
}
