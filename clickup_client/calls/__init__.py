"""The calls, one module for each kind of thing; :class:`clickup_client.client.ClickUpClient` joins them."""
