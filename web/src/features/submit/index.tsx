/** Being built. */
export default function SubmitPanel({ leaderboard: _leaderboard }: { leaderboard: string }) {
  return null
}
