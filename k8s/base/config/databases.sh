#!/bin/bash
# Run by the image when the database is new: a role and a database for each service.
set -eu
for service in relay wallet provider buyer; do
    PASSWORD_FILE="/run/secrets/postgres/$service" psql -v ON_ERROR_STOP=1 -v name="pylon_$service" \
        --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat "$PASSWORD_FILE"`
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done
