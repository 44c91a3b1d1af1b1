import { useQuery } from "@tanstack/react-query"
import { useDeferredValue, useId, useState, type KeyboardEvent } from "react"

import { playersQuery, type Player } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"

import { Avatar } from "./avatar"
import { SearchIcon } from "./icons"
import { Name } from "./name"

const SHOWN = 6

type Props = {
  label: string
  onPick: (player: Player) => void
  /** False where what is found takes room of its own, instead of lying over what follows. */
  isFloating?: boolean
}

/** A field that finds a player by name or id, and gives back the one chosen. */
export function PlayerPicker({ label, onPick, isFloating = true }: Props) {
  const t = useTranslate()
  const id = useId()
  const [text, setText] = useState("")
  const [chosen, setChosen] = useState(0)
  const search = useDeferredValue(text.trim())
  const { data } = useQuery({
    ...playersQuery(search, SHOWN),
    enabled: search !== "",
    placeholderData: (before) => before,
  })
  const found = search ? (data?.players ?? []) : []

  const pick = (player: Player | undefined) => {
    if (!player) return
    setText("")
    onPick(player)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setChosen((index) => Math.max(0, Math.min(found.length - 1, index + step)))
    } else if (event.key === "Enter") pick(found[chosen])
    else if (event.key === "Escape") setText("")
  }
  return (
    <div className="relative">
      <label className="flex h-10 items-center gap-2 rounded-md border border-line px-3 text-faint focus-within:border-accent">
        <SearchIcon size={16} />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded={found.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          placeholder={label}
          value={text}
          maxLength={100}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
          className="w-full min-w-0 bg-transparent text-sm text-text outline-none placeholder:text-faint"
        />
      </label>
      <ul
        id={id}
        role="listbox"
        aria-label={label}
        hidden={!search}
        className={`mt-1 rounded-md border border-line bg-panel p-1 ${isFloating ? "absolute inset-x-0 top-full z-20 shadow-float" : ""}`}
      >
        {found.map((player, index) => (
          <li
            key={player.player}
            role="option"
            aria-selected={index === chosen}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(player)}
            onPointerMove={() => setChosen(index)}
            className="flex h-10 cursor-pointer items-center gap-3 rounded-sm px-2 text-sm aria-selected:bg-raised"
          >
            <Avatar id={player.player} name={player.display_name} size={24} />
            <Name player={player.player} name={player.display_name} country={player.country} />
          </li>
        ))}
        {data && found.length === 0 && (
          <li
            role="option"
            aria-selected={false}
            aria-disabled
            className="px-2 py-2 text-sm text-soft"
          >
            {t("search.none", { text: search })}
          </li>
        )}
      </ul>
    </div>
  )
}
