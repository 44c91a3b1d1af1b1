import { Link } from "wouter"

import { compact, iconOf, styleOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Avatar, Bone, Count, GoldFlash, Name, Sparkline } from "@/shared/ui"

import { perMinute, type BoardActivity, type Entry, type Leaderboard } from "@/shared/api"

type Props = { board: Leaderboard; activity: BoardActivity | undefined }

/** One leaderboard: who leads, how many play, and how busy the last hour was. */
export function BoardCard({ board, activity }: Props) {
  const t = useTranslate()
  const icon = iconOf(board)
  return (
    <Link
      href={address.leaderboard(board.id)}
      className="panel group relative flex h-full flex-col overflow-hidden transition-transform duration-200 hover:-translate-y-0.5 motion-reduce:transform-none"
    >
      <span className="flex items-start gap-3 px-5 pt-5">
        <span className="min-w-0 grow">
          <strong className="display block truncate text-xl" dir="auto">
            {board.title}
          </strong>
          <span className="label">
            {activity ? (
              t("count.players", { count: activity.total })
            ) : (
              <Bone className="mt-1 h-3 w-20" />
            )}
          </span>
        </span>
        {icon && (
          <span aria-hidden="true" className="text-2xl">
            {icon}
          </span>
        )}
      </span>
      <span className="flex min-h-20 items-center px-5">
        {activity === undefined ? (
          <Bone className="h-8 w-48" />
        ) : activity.leader ? (
          <Leader board={board} leader={activity.leader} />
        ) : (
          <span className="text-soft">{t("home.noleader")}</span>
        )}
      </span>
      <Pace activity={activity} />
    </Link>
  )
}

function Leader({ board, leader }: { board: Leaderboard; leader: Entry }) {
  const t = useTranslate()
  return (
    <span className="relative flex w-full items-center gap-3">
      <GoldFlash leader={leader.player} className="-inset-x-5! -inset-y-3!" />
      <span className="display w-6 text-3xl text-gold">
        <span className="sr-only">{t("home.leader")} </span>1
      </span>
      <Avatar id={leader.player} name={leader.display_name} url={leader.avatar_url} size={36} />
      <Name
        player={leader.player}
        name={leader.display_name}
        country={leader.country}
        className="grow text-lg font-semibold"
      />
      <Count
        score={leader.score}
        style={styleOf(board, board.columns[0])}
        className="display text-xl whitespace-nowrap"
      />
    </span>
  )
}

function Pace({ activity }: { activity: BoardActivity | undefined }) {
  const t = useTranslate()
  const minutes = activity ? perMinute(activity) : []
  return (
    <span className="mt-auto block pt-1">
      <span className="block px-5 text-right text-sm text-soft">
        {activity && t("home.minute", { count: compact(activity.events_last_minute) })}
        <span className="sr-only"> {t("home.lastminute")}</span>
      </span>
      <Sparkline
        values={minutes}
        label={t("home.activity")}
        className="mt-1 h-14 w-full text-accent"
      />
    </span>
  )
}

/** A card before its leaderboard is known, as tall as one. */
export function BoardCardBones() {
  return (
    <li aria-hidden="true" className="panel flex h-[230px] flex-col gap-4 p-5">
      <Bone className="h-6 w-44" />
      <Bone className="h-3 w-20" />
      <Bone className="mt-4 h-9 w-full" />
      <Bone className="mt-auto h-10 w-full" />
    </li>
  )
}
