"""The Workspace as its data file describes it: people, places, fields, plans, first tickets."""
