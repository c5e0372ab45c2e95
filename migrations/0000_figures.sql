CREATE TABLE `claims` (
	`figure` text NOT NULL,
	`reference_date` text NOT NULL,
	`revision` integer NOT NULL,
	`place` integer NOT NULL,
	`release` integer NOT NULL,
	`source` text NOT NULL,
	`value` integer NOT NULL,
	`qualifier` text NOT NULL,
	`upper_value` integer,
	`wording` text NOT NULL,
	`attributed_to` text,
	`locator` text,
	`derivation` text,
	`preferred` integer NOT NULL,
	`preference_note` text,
	PRIMARY KEY(`figure`, `reference_date`, `revision`, `place`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`figure`,`reference_date`,`revision`) REFERENCES `revisions`(`figure`,`reference_date`,`revision`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `claims_by_source` ON `claims` (`source`,`figure`,`reference_date`,`revision`);--> statement-breakpoint
CREATE INDEX `claims_by_release` ON `claims` (`release`);--> statement-breakpoint
CREATE TABLE `currents` (
	`figure` text NOT NULL,
	`release` integer NOT NULL,
	`reference_date` text,
	`revision` integer,
	PRIMARY KEY(`figure`, `release`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `currents_by_release` ON `currents` (`release`);--> statement-breakpoint
CREATE TABLE `figures` (
	`id` text NOT NULL,
	`release` integer NOT NULL,
	`position` integer NOT NULL,
	`definition_version` integer NOT NULL,
	`title` text NOT NULL,
	`definition` text NOT NULL,
	`unit` text NOT NULL,
	`hostage_status` text NOT NULL,
	`condition` text NOT NULL,
	`scope` text NOT NULL,
	`population` text NOT NULL,
	`accumulation` text NOT NULL,
	`period_start` text,
	`period_end` text,
	PRIMARY KEY(`id`, `release`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `figures_by_position` ON `figures` (`position`,`release`);--> statement-breakpoint
CREATE INDEX `figures_by_release` ON `figures` (`release`);--> statement-breakpoint
CREATE INDEX `figures_restated` ON `figures` (`release`,`id`) WHERE release > position / 1000000;--> statement-breakpoint
CREATE TABLE `identities` (
	`id` text NOT NULL,
	`release` integer NOT NULL,
	`position` integer NOT NULL,
	`scope` text NOT NULL,
	`title` text NOT NULL,
	`total` text NOT NULL,
	`parts` text NOT NULL,
	PRIMARY KEY(`id`, `release`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identities_by_release` ON `identities` (`release`);--> statement-breakpoint
CREATE INDEX `identities_restated` ON `identities` (`release`,`id`) WHERE release > position / 1000000;--> statement-breakpoint
CREATE TABLE `keys` (
	`name` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`created_at` text NOT NULL,
	`revoked_at` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash_unique` ON `keys` (`hash`);--> statement-breakpoint
CREATE TABLE `receipts` (
	`published_by` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`body_digest` text NOT NULL,
	`release` integer NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`published_by`, `idempotency_key`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `receipts_by_age` ON `receipts` (`created_at`);--> statement-breakpoint
CREATE TABLE `release_totals` (
	`release` integer PRIMARY KEY NOT NULL,
	`figures` integer NOT NULL,
	`sources` integer NOT NULL,
	`observations` integer NOT NULL,
	`identities` integer NOT NULL,
	`newest_reference_date` text,
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `releases` (
	`number` integer PRIMARY KEY NOT NULL,
	`published_at` text NOT NULL,
	`published_by` text NOT NULL,
	`note` text NOT NULL,
	`previous_digest` text,
	`digest` text NOT NULL,
	`canonical` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `releases_digest_unique` ON `releases` (`digest`);--> statement-breakpoint
CREATE UNIQUE INDEX `releases_by_instant` ON `releases` (`published_at`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`figure` text NOT NULL,
	`reference_date` text NOT NULL,
	`revision` integer NOT NULL,
	`release` integer NOT NULL,
	`change_type` text NOT NULL,
	`reason` text,
	`error_origin` text,
	`series_break` text,
	`value` integer,
	`qualifier` text,
	`upper_value` integer,
	`lower_bound` integer,
	`upper_bound` integer,
	`contested` integer NOT NULL,
	`definition_version` integer NOT NULL,
	`replaced_reference_date` text,
	`replaced_revision` integer,
	PRIMARY KEY(`figure`, `reference_date`, `revision`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_as_of` ON `revisions` (`figure`,`reference_date`,`release`);--> statement-breakpoint
CREATE INDEX `revisions_by_value` ON `revisions` (`figure`,`value`,`reference_date`);--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_in_order` ON `revisions` (`release`,`figure`,`reference_date`);--> statement-breakpoint
CREATE INDEX `revisions_exact_or_broken` ON `revisions` (`figure`,`reference_date`,`release`) WHERE qualifier = 'exact' OR series_break IS NOT NULL;--> statement-breakpoint
CREATE TABLE `sources` (
	`id` text NOT NULL,
	`release` integer NOT NULL,
	`position` integer NOT NULL,
	`publisher` text NOT NULL,
	`carrier` text,
	`title` text NOT NULL,
	`url` text,
	`archived_url` text,
	`language` text NOT NULL,
	`published_on` text,
	`retrieved_on` text,
	`note` text,
	PRIMARY KEY(`id`, `release`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sources_by_position` ON `sources` (`position`,`release`);--> statement-breakpoint
CREATE INDEX `sources_by_release` ON `sources` (`release`);--> statement-breakpoint
CREATE INDEX `sources_restated` ON `sources` (`release`,`id`) WHERE release > position / 1000000;