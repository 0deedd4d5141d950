"""The public pages: views, and what arranges a sheet or a list for its readers. Nothing below imports this."""
