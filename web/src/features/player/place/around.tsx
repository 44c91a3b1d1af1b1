import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link } from "wouter"

import { aroundQuery, type Entry, type Leaderboard, type PlayerEntry } from "@/shared/api"
import { formatGap, group, scaled, styleOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Avatar, Bone, Name, useGlide } from "@/shared/ui"

const REFRESH_MS = 2000
const SPAN = 2
const ROW = 40

type Props = { board: Leaderboard; entry: PlayerEntry }

/** Who is just ahead and just behind, and how far. */
export function Around({ board, entry }: Props) {
  const t = useTranslate()
  const place = { leaderboard: board.id, window: entry.window }
  const { data } = useQuery({
    ...aroundQuery(place, entry.player, SPAN),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
  const rows = data?.entries ?? []
  if (data && rows.length < 2) return null
  return (
    <ol
      aria-label={t("player.around")}
      className="min-w-0"
      style={{ minHeight: ROW * Math.min(entry.total, 2 * SPAN + 1) }}
    >
      {rows.map((other, index) => (
        <Row key={other.player} board={board} entry={entry} other={other} index={index} />
      ))}
      {!data && <Bone className="h-40 w-full" />}
    </ol>
  )
}

type RowProps = Props & { other: Entry; index: number }

function Row({ board, entry, other, index }: RowProps) {
  const element = useGlide<HTMLLIElement>(index, ROW)
  const style = styleOf(board, board.columns[0])
  const isMe = other.player === entry.player
  const gap = scaled(other.score, style.decimals) - scaled(entry.score, style.decimals)
  return (
    <li
      ref={element}
      aria-current={isMe || undefined}
      style={{ height: ROW }}
      className={`flex items-center gap-3 rounded-md px-3 text-sm ${isMe ? "bg-raised font-semibold" : "text-soft"}`}
    >
      <span className="display min-w-8 text-right text-base">{group(other.rank)}</span>
      <Avatar id={other.player} name={other.display_name} url={other.avatar_url} size={24} />
      <Link href={address.player(other.player)} className="flex min-w-0 grow hover:underline">
        <Name player={other.player} name={other.display_name} />
      </Link>
      <span className="whitespace-nowrap">
        {isMe ? "" : gap === 0n ? "=" : formatGap(gap, style)}
      </span>
    </li>
  )
}
