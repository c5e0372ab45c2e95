CREATE TABLE `__new_revisions` (
	`position` integer PRIMARY KEY NOT NULL,
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
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_revisions`("position", "figure", "reference_date", "revision", "release", "change_type", "reason", "error_origin", "series_break", "value", "qualifier", "upper_value", "lower_bound", "upper_bound", "contested", "definition_version", "replaced_reference_date", "replaced_revision") SELECT "release" * 1000000 + row_number() OVER (PARTITION BY "release" ORDER BY "figure", "reference_date") - 1, "figure", "reference_date", "revision", "release", "change_type", "reason", "error_origin", "series_break", "value", "qualifier", "upper_value", "lower_bound", "upper_bound", "contested", "definition_version", "replaced_reference_date", "replaced_revision" FROM `revisions`;
--> statement-breakpoint
CREATE UNIQUE INDEX `__revisions_in_order` ON `__new_revisions` (`release`,`figure`,`reference_date`);
--> statement-breakpoint
CREATE TABLE `__new_claims` (
	`position` integer NOT NULL,
	`place` integer NOT NULL,
	`figure` text NOT NULL,
	`reference_date` text NOT NULL,
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
	PRIMARY KEY(`position`, `place`),
	FOREIGN KEY (`position`) REFERENCES `__new_revisions`(`position`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_claims`("position", "place", "figure", "reference_date", "release", "source", "value", "qualifier", "upper_value", "wording", "attributed_to", "locator", "derivation", "preferred", "preference_note") SELECT (SELECT "position" FROM `__new_revisions` "of" WHERE "of"."release" = `claims`."release" AND "of"."figure" = `claims`."figure" AND "of"."reference_date" = `claims`."reference_date"), "place", "figure", "reference_date", "release", "source", "value", "qualifier", "upper_value", "wording", "attributed_to", "locator", "derivation", "preferred", "preference_note" FROM `claims`;
--> statement-breakpoint
DROP TABLE `claims`;
--> statement-breakpoint
DROP TABLE `revisions`;
--> statement-breakpoint
DROP INDEX `__revisions_in_order`;
--> statement-breakpoint
ALTER TABLE `__new_revisions` RENAME TO `revisions`;
--> statement-breakpoint
ALTER TABLE `__new_claims` RENAME TO `claims`;
--> statement-breakpoint
CREATE INDEX `claims_by_source` ON `claims` (`source`,`figure`,`reference_date`,`release`);
--> statement-breakpoint
CREATE INDEX `claims_by_release` ON `claims` (`release`);
--> statement-breakpoint
CREATE INDEX `claims_not_preferred` ON `claims` (`figure`,`value`,`reference_date`) WHERE preferred = 0;
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_as_of` ON `revisions` (`figure`,`reference_date`,`release`);
--> statement-breakpoint
CREATE INDEX `revisions_by_value` ON `revisions` (`figure`,`value`,`reference_date`);
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_in_order` ON `revisions` (`release`,`figure`,`reference_date`);
--> statement-breakpoint
CREATE INDEX `revisions_of_type` ON `revisions` (`change_type`,`release`,`figure`,`reference_date`);
--> statement-breakpoint
CREATE INDEX `revisions_of_figure` ON `revisions` (`figure`,`change_type`,`release`,`reference_date`);
--> statement-breakpoint
CREATE INDEX `revisions_exact_or_broken` ON `revisions` (`figure`,`reference_date`,`release`) WHERE qualifier = 'exact' OR series_break IS NOT NULL;
--> statement-breakpoint
CREATE TABLE `__new_currents` (
	`figure` text NOT NULL,
	`release` integer NOT NULL,
	`reference_date` text,
	`revision` integer,
	`position` integer,
	PRIMARY KEY(`figure`, `release`),
	FOREIGN KEY (`release`) REFERENCES `releases`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_currents`("figure", "release", "reference_date", "revision", "position") SELECT "figure", "release", "reference_date", "revision", (SELECT "position" FROM `revisions` "of" WHERE "of"."figure" = `currents`."figure" AND "of"."reference_date" = `currents`."reference_date" AND "of"."revision" = `currents`."revision") FROM `currents`;
--> statement-breakpoint
DROP TABLE `currents`;
--> statement-breakpoint
ALTER TABLE `__new_currents` RENAME TO `currents`;
--> statement-breakpoint
CREATE INDEX `currents_by_release` ON `currents` (`release`);
