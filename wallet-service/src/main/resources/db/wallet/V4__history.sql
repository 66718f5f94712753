-- An account's history: simple branches, each with an index on (account, entry), so that a page of it is read in order.
CREATE VIEW history AS
SELECT account_id, entry_id, 'invoice' AS kind, 'in' AS direction,
    CASE WHEN state IN ('paid', 'refunded') THEN 'done'
         WHEN state = 'open' AND expires_at > now() THEN 'pending' ELSE 'failed' END AS status,
    coalesce(received_msat, amount_msat, 0) AS amount_msat, 0::bigint AS fee_msat, payment_hash, description,
    created_at
FROM invoice
UNION ALL
SELECT account_id, entry_id, 'payment', 'out',
    CASE state WHEN 'settled' THEN 'done' WHEN 'failed' THEN 'failed' WHEN 'settled-late' THEN 'failed' ELSE 'pending' END,
    amount_msat, coalesce(fee_msat, 0), payment_hash, memo, created_at
FROM payment
UNION ALL
SELECT account_id, entry_id, 'fund', 'in', 'done', amount_msat, 0::bigint, NULL::bytea, 'regtest money', created_at
FROM funding
UNION ALL
SELECT payee_account_id, payee_entry_id, 'refund', 'out', 'done', amount_msat, 0::bigint, payment_hash, reason, created_at
FROM refund
UNION ALL
SELECT payer_account_id, payer_entry_id, 'refund', 'in', 'done', amount_msat, 0::bigint, payment_hash, reason, created_at
FROM refund;
