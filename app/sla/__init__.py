"""SLA clocks: reminders, breaches, pauses."""
