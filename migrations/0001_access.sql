CREATE TABLE `drafts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`drafted_by` text NOT NULL,
	`drafted_at` text NOT NULL,
	`note` text NOT NULL,
	`body` text NOT NULL,
	`release` integer,
	FOREIGN KEY (`drafted_by`) REFERENCES `keys`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `drafts_release_unique` ON `drafts` (`release`);--> statement-breakpoint
ALTER TABLE `keys` ADD `scope` text DEFAULT 'publish' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `expires_on` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `last_used_at` text;