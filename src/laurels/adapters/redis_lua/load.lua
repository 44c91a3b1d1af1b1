-- Take entries into a shard that is being loaded.
-- ARGV: 'd' where dense,
-- bytes of a key, seconds that all of it lives unless more comes, entries so far, then
-- player .. record, or a player alone who is to be taken out again.
-- Answers the entries there are now; false where some have got lost.
local size, seconds = tonumber(ARGV[2]), ARGV[3]
local FIRST = 5
local entries = tonumber(ARGV[4])
if redis.call('ZCARD', order) ~= entries or redis.call('HLEN', records) ~= entries then
  return false
end

local players = {}
for i = FIRST, #ARGV do players[#players + 1] = sub(ARGV[i], 1, 8) end
local known = redis.call('HMGET', records, unpack(players))
local events, distinct = 0, 0
local add, set = {}, {}
for i, player in ipairs(players) do
  local old, new = known[i], sub(ARGV[FIRST + i - 1], 9)
  if old then
    redis.call('ZREM', order, sub(old, 1, size) .. player)
    redis.call('HDEL', records, player)
    events, entries = events - events_of(old), entries - 1
    if dense then distinct = distinct + count_prefix(sub(old, 1, size - 8), -1) end
  end
  if new ~= '' then
    add[#add + 1], add[#add + 2] = 0, sub(new, 1, size) .. player
    set[#set + 1], set[#set + 2] = player, new
    events, entries = events + events_of(new), entries + 1
    if dense then distinct = distinct + count_prefix(sub(new, 1, size - 8), 1) end
  end
end
if #add > 0 then
  redis.call('ZADD', order, unpack(add))
  redis.call('HSET', records, unpack(set))
end
redis.call('HINCRBY', marker, 'events', string.format('%.0f', events))
redis.call('HINCRBY', marker, 'prefixes', distinct)
for i = 1, #KEYS do redis.call('EXPIRE', KEYS[i], seconds) end
return entries
