"""Business acts of procurement: orders, deliveries, invoices, funding. Import the module you mean."""
