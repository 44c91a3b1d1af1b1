import { Loading } from "@/shared/ui"

/** Being built. */
export default function PlayerScreen({ id: _id }: { id: string }) {
  return <Loading />
}
