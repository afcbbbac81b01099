"""Portrait 客户360: what is known of one owner, read through somebody's scope."""
