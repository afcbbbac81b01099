"""What owners are promised: points, stored value, count cards, coupons."""
