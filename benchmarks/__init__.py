"""Measurements that are no part of the product: the C yardstick and how it is made."""
