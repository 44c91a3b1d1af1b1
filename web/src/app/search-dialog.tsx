import { useQuery } from "@tanstack/react-query"
import {
  useCallback,
  useDeferredValue,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
} from "react"
import { useLocation } from "wouter"

import { leaderboardsQuery, playersQuery } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { address, withChanges } from "@/shared/url"
import { Avatar, Name, SearchIcon } from "@/shared/ui"

const SHOWN = 8

/** Whether the search is open. */
export function useSearchDialog() {
  const [isOpen, setOpen] = useState(false)
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  return { isOpen, open, close }
}

type Hit = {
  key: string
  go: string
  player?: { id: string; name: string | null; country: string | null }
  title?: string
}

/** Finds players and leaderboards from anywhere. On a leaderboard a player is jumped to. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate()
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState("")
  const [chosen, setChosen] = useState(0)
  const { hits, more, isSettled } = useHits(text.trim())
  const [, navigate] = useLocation()
  useEffect(() => dialog.current?.showModal(), [])

  const go = (hit: Hit | undefined) => {
    if (!hit) return
    onClose()
    navigate(hit.go)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setChosen((index) => Math.max(0, Math.min(hits.length - 1, index + step)))
    } else if (event.key === "Enter") go(hits[chosen])
  }
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      aria-label={t("app.search")}
      className="rise mx-auto mt-[12vh] mb-auto w-[min(560px,calc(100vw-32px))] overflow-hidden rounded-lg border border-line bg-panel text-text shadow-float backdrop:bg-shade"
    >
      <label className="flex h-14 items-center gap-3 border-b border-line px-4 text-soft">
        <SearchIcon />
        <input
          autoFocus
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls="search-hits"
          aria-activedescendant={hits[chosen] ? `hit-${chosen}` : undefined}
          aria-label={t("app.search")}
          placeholder={t("search.placeholder")}
          value={text}
          maxLength={100}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
          className="h-full grow bg-transparent text-text outline-none placeholder:text-faint"
        />
      </label>
      <ul
        id="search-hits"
        role="listbox"
        aria-label={t("app.search")}
        className="max-h-[50vh] overflow-y-auto p-2"
      >
        {hits.map((hit, index) => (
          <li
            key={hit.key}
            id={`hit-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => go(hit)}
            onPointerMove={() => setChosen(index)}
            className="flex h-12 cursor-pointer items-center gap-3 rounded-md px-3 aria-selected:bg-raised"
          >
            <HitRow hit={hit} />
          </li>
        ))}
      </ul>
      <p role="status" className="label px-5 pb-4">
        {hits.length === 0 && isSettled
          ? t("search.none", { text })
          : more
            ? t("search.more")
            : t("search.hint")}
      </p>
    </dialog>
  )
}

function HitRow({ hit }: { hit: Hit }) {
  if (!hit.player)
    return (
      <span className="name font-medium" dir="auto">
        {hit.title}
      </span>
    )
  const { id, name, country } = hit.player
  return (
    <>
      <Avatar id={id} name={name} />
      <Name player={id} name={name} country={country} />
    </>
  )
}

function useHits(text: string): { hits: Hit[]; more: boolean; isSettled: boolean } {
  const search = useDeferredValue(text)
  const [location] = useLocation()
  const boards = useQuery(leaderboardsQuery())
  const players = useQuery({ ...playersQuery(search, SHOWN), placeholderData: (before) => before })
  const isBoard = /^\/leaderboards\/[^/]+$/.test(location)
  const found: Hit[] = (boards.data ?? [])
    .filter(
      ({ id, title }) => search && `${id} ${title}`.toLowerCase().includes(search.toLowerCase()),
    )
    .slice(0, 3)
    .map(({ id, title }) => ({ key: `board ${id}`, title, go: address.leaderboard(id) }))
  for (const { player, display_name: name, country } of players.data?.players ?? [])
    found.push({
      key: `player ${player}`,
      player: { id: player, name, country },
      go: isBoard
        ? location + withChanges(globalThis.location.search, { player, at: null })
        : address.player(player),
    })
  const isSettled = players.isFetched && !players.isFetching && search === text
  return { hits: found, more: players.data?.next != null, isSettled }
}
