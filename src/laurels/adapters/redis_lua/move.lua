-- Place entries, one after the other, if the shard stands where they follow on.
-- ARGV: shape, bytes of a key, before, step, last, next step, method, ranks wanted, then
--   'o' player record   a player of this shard; without a record, a removal
--   'c' bound           of another shard: only count what stands before the bound
-- Answers head, status (1 placed, 0 was there already, -1 others have to come first), and
-- where placed: entries at first, then for each 'o' rank before, rank after, ahead (from 0; -1
-- for none) and entries, for each 'c' a count.
local before, step, last, next_step = ARGV[3], tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
local method, ranked = ARGV[7], ARGV[8] == '1'
local FIRST = 9

local s = state()
if not s then return false end
if s.watermark ~= before or s.step ~= step then
  -- Numbers without leading zeros, so the longer is the greater.
  local w = s.watermark
  local done = #w > #last or (#w == #last and w >= last)
  local answer = head(s)
  answer[6] = done and 0 or -1
  return answer
end

local players = {}
for i = FIRST, #ARGV do
  if sub(ARGV[i], 1, 1) == 'o' then players[#players + 1] = sub(ARGV[i], 2, 9) end
end
local current = {}
if #players > 0 then
  local found = redis.call('HMGET', records, unpack(players))
  for i, player in ipairs(players) do current[player] = found[i] end
end

local function ahead_of(record, player)
  if method == 'ordinal' then
    return redis.call('ZRANK', order, sub(record, 1, size) .. player)
  end
  return redis.call('ZLEXCOUNT', order, '-', '(' .. sub(record, 1, size - 8))
end

local function rank_of(record, player)
  if dense then return redis.call('ZRANK', prefixes, sub(record, 1, size - 8)) end
  return ahead_of(record, player)
end

local changed = {}
-- Put a player's record in the place of the one before, either of which can be none (false).
local function place(player, old, new)
  local old_key, new_key = old and sub(old, 1, size), new and sub(new, 1, size)
  if old_key ~= new_key then
    if old then
      redis.call('ZREM', order, old_key .. player)
      if dense then s.prefixes = s.prefixes + count_prefix(sub(old, 1, size - 8), -1) end
    end
    if new then
      redis.call('ZADD', order, 0, new_key .. player)
      if dense then s.prefixes = s.prefixes + count_prefix(sub(new, 1, size - 8), 1) end
    end
  end
  if old then s.entries, s.events = s.entries - 1, s.events - events_of(old) end
  if new then s.entries, s.events = s.entries + 1, s.events + events_of(new) end
  current[player] = new
  changed[player] = true
  return old_key ~= new_key
end

local results = { s.entries }
for i = FIRST, #ARGV do
  local item = ARGV[i]
  if sub(item, 1, 1) == 'o' then
    local player = sub(item, 2, 9)
    local old, new = current[player], #item > 9 and sub(item, 10)
    local was, now, ahead = -1, -1, -1
    if ranked and old then
      was = rank_of(old, player)
    end
    local moved = false
    if not (old and new and is_older(new, old, size)) and (old or new) then
      moved = place(player, old, new)
    end
    local stands = current[player]
    if ranked and stands then
      now = moved and rank_of(stands, player) or was
      ahead = dense and ahead_of(stands, player) or now
    end
    if ranked then
      local n = #results
      results[n + 1], results[n + 2], results[n + 3], results[n + 4] = was, now, ahead, s.entries
    end
  else
    results[#results + 1] = redis.call('ZLEXCOUNT', order, '-', '(' .. sub(item, 2))
  end
end

local set, gone = {}, {}
for player in pairs(changed) do
  if current[player] then
    set[#set + 1] = player
    set[#set + 1] = current[player]
  else
    gone[#gone + 1] = player
  end
end
if #set > 0 then redis.call('HSET', records, unpack(set)) end
if #gone > 0 then redis.call('HDEL', records, unpack(gone)) end
if results[1] == 0 and s.entries > 0 then  -- Redis has just made the keys: they end with the marker
  local lives = redis.call('PTTL', marker)
  for i = 2, #KEYS do
    if lives > 0 then redis.call('PEXPIRE', KEYS[i], lives) end
  end
end
s.watermark, s.step = next_step == 0 and last or before, next_step
redis.call('HSET', marker, 'watermark', s.watermark, 'step', s.step, 'entries', s.entries,
  'events', string.format('%.0f', s.events), 'prefixes', s.prefixes)
local answer = head(s)
answer[6], answer[7] = 1, results
return answer
