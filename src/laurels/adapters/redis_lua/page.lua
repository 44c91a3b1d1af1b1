-- Entries next to each other, where a season is one shard.
-- ARGV: shape, bytes of a key, method, where ('at' a position, around a 'player' or a 'key'),
-- which, above, below. Answers head, position of the first, its rank and ahead (from 0), and all
-- of them in one text: key, player, instant, events.
local method, where, which = ARGV[3], ARGV[4], ARGV[5]
local above, below = tonumber(ARGV[6]), tonumber(ARGV[7])
local s = state()
if not s then return false end
local answer = head(s)
local offset
if where == 'at' then
  offset = tonumber(which)
else
  local position
  if where == 'key' then
    position = redis.call('ZLEXCOUNT', order, '-', '(' .. which)
  else
    local record = redis.call('HGET', records, which)
    if not record then return answer end
    position = redis.call('ZRANK', order, sub(record, 1, size) .. which)
    if not position then return false end
  end
  offset = math.max(0, math.min(position - above, s.entries - above - below))
end
if above + below == 0 or offset >= s.entries then return answer end

local members = redis.call('ZRANGE', order, string.format('%.0f', offset),
  string.format('%.0f', offset + above + below - 1))
local prefix = sub(members[1], 1, size - 8)
local rows = whole(members)
if not rows then return false end
local ahead = offset
if method ~= 'ordinal' then ahead = redis.call('ZLEXCOUNT', order, '-', '(' .. prefix) end
local rank = dense and redis.call('ZRANK', prefixes, prefix) or ahead
answer[6], answer[7], answer[8], answer[9] = offset, rank, ahead, rows
return answer
