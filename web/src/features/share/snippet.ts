import { lookQuery, type Look } from "@/shared/stage"
import { address, withChanges } from "@/shared/url"

export type Kind = "embed" | "overlay"

/** The address of the page that shows a leaderboard so. */
export function stageAddress(kind: Kind, leaderboard: string, look: Look): string {
  return address[kind](leaderboard) + withChanges("", lookQuery(look))
}

/** The line that a site pastes. Whatever a value holds, it stays inside its quotes. */
export function scriptLine(origin: string, leaderboard: string, look: Look): string {
  const told: Record<string, string | number | null> = {
    leaderboard,
    ...lookQuery(look),
    theme: look.theme,
  }
  const data = Object.entries(told)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `data-${name}="${quoted(String(value))}"`)
  return `<script src="${quoted(origin)}/embed.js" ${data.join(" ")} async></script>`
}

function quoted(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" }
  return text.replace(/[&"<>]/g, (sign) => signs[sign] ?? sign)
}
