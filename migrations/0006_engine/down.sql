-- Sealed words cannot be opened here: this step is not taken back. Restore a backup instead.
do $$ begin raise exception '0006_engine cannot be reverted'; end $$;
