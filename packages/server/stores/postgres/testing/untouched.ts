/** Remembers which rows the migrations themselves have written: to be run once, before anything is stored. */
export const REMEMBER_UNTOUCHED = `
  CREATE SCHEMA untouched;
  DO $$
    DECLARE
      name text;
      written boolean;
    BEGIN
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'reprise' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM reprise.%I)', name) INTO written;
        IF written THEN
          EXECUTE format('CREATE TABLE untouched.%I AS TABLE reprise.%I', name, name);
        END IF;
      END LOOP;
    END
  $$`;

/** Takes away whatever was stored since. Making the tables anew takes ten times as long. */
export const RESTORE_UNTOUCHED = `
  SET session_replication_role = replica;
  DO $$
    DECLARE name text;
    BEGIN
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'reprise' LOOP
        EXECUTE format('DELETE FROM reprise.%I', name);
      END LOOP;
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'untouched' LOOP
        EXECUTE format('INSERT INTO reprise.%I TABLE untouched.%I', name, name);
      END LOOP;
    END
  $$`;
