-- Keep a lock that is still one's own for some milliseconds more, or give it back (0).
-- KEYS: lock. ARGV: token, milliseconds. Answers 1; 0 where it is another's.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
